"""The forum's pages: input → form → action or query → answer. They decide nothing."""
