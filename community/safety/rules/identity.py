RULES: tuple = ()
