"""The words of the opening pages. Plain English, for a reading age of about nine.

Only what is true of the software today is promised here. Editors change all of it in Wagtail.
"""

# ruff: noqa: E501

from __future__ import annotations

from typing import Any

Block = dict[str, Any]


def prose(html: str) -> Block:
    return {"type": "prose", "value": html}


def ideas(*each: tuple[str, str, str], heading: str = "") -> Block:
    """Rows of (picture, heading, words)."""
    return {
        "type": "ideas",
        "value": {
            "heading": heading,
            "ideas": [
                {"picture": picture, "heading": title, "words": f"<p>{text}</p>"}
                for picture, title, text in each
            ],
        },
    }


def steps(*each: tuple[str, str], heading: str = "") -> Block:
    return {
        "type": "steps",
        "value": {
            "heading": heading,
            "steps": [{"heading": title, "words": f"<p>{text}</p>"} for title, text in each],
        },
    }


def inset(html: str) -> Block:
    return {"type": "inset", "value": {"body": html}}


def do_list(*each: str) -> Block:
    return {
        "type": "do",
        "value": {"heading_level": 3, "label": "This can help", "do": [f"{text}" for text in each]},
    }


def care(kind: str, title: str, html: str) -> Block:
    return {
        "type": "care_card",
        "value": {
            "type": kind,
            "heading_level": 2,
            "title": title,
            "body": [{"type": "richtext", "value": html}],
        },
    }


IDENTITY: dict[str, Any] = {
    "strapline": "Peer support, near you",
    "feedback_email": "hello@common-ground.example",
    "accountable_person": "lead for peer support and lived experience",
}

HOME: dict[str, Any] = {
    "title": "Home",
    "search_description": "Find groups near you, talk with people who have been there too, and ask for one-to-one peer support.",
    "sentence": "Find people who have been there too",
    "words": "Free support from people who know hard times themselves. You can start small.",
    "search_label": "Find a group near you",
    "search_hint": "What you like doing, or your postcode",
    "doors": [
        {
            "type": "door",
            "value": {
                "tone": "groups",
                "heading": "Find a group",
                "words": "Gardening, crafts, walks and more. No account needed.",
                "link": "/groups/",
            },
        },
        {
            "type": "door",
            "value": {
                "tone": "forum",
                "heading": "Talk with others",
                "words": "Read the forum, or join a live room with a host.",
                "link": "/forum/",
            },
        },
        {
            "type": "door",
            "value": {
                "tone": "support",
                "heading": "One person to talk to",
                "words": "Ask a peer support worker to ring you, or meet you.",
                "link": "/support/",
            },
        },
    ],
    "promise_heading": "What you can expect here",
    "promises": [
        {
            "type": "promise",
            "value": {
                "picture": "bench",
                "heading": "You can just look",
                "words": "<p>Read and search without an account. Join in when you feel ready, or not at all.</p>",
            },
        },
        {
            "type": "promise",
            "value": {
                "picture": "letter",
                "heading": "You choose your name",
                "words": "<p>Others see the name you make up. They never see your real name or your e-mail.</p>",
            },
        },
        {
            "type": "promise",
            "value": {
                "picture": "lamp",
                "heading": "A person looks after this place",
                "words": '<p>Moderators read what people report, and some words wait until one has looked. <a href="/how-we-keep-this-safe/">How we keep this safe</a></p>',
            },
        },
    ],
}

ABOUT: dict[str, Any] = {
    "type": "section",
    "slug": "about",
    "title": "About peer support",
    "picture": "bench",
    "intro": "Peer support is help between people who have lived through something alike. Nobody is the expert. You each know something the other needs.",
    "body": [
        prose(
            "<h2>How it can help</h2>"
            "<p>When life gets very hard it is easy to feel that you are the only one. Meeting somebody who has been there can change that. You do not have to explain everything. People often tell us that they feel:</p>"
            "<ul><li>less alone, because somebody understands</li><li>accepted as they are</li><li>a little more sure of themselves</li><li>ready to try a hobby again, or something new</li><li>more part of the place where they live</li></ul>"
        ),
        prose(
            "<h2>What a peer support worker is</h2>"
            "<p>A peer support worker is a person who has had a mental health problem, and who is trained and paid to support others. They use their own story to show that things can get better. They listen. They help you find your own way, at your own speed.</p>"
            "<p>Getting better is not a race with a finish line. It happens day by day, and it is different for everyone.</p>"
        ),
        inset(
            "<p>Peer support workers are not doctors, nurses or therapists. Peer support goes <strong>beside</strong> your care. It does not replace it. If your health gets worse, please talk to your doctor or your care team as well.</p>"
        ),
        prose(
            "<h2>How it grew here</h2>"
            "<p>In 2021 the first peer support workers joined mental health teams for adults in four London boroughs, together with a local charity. Two years later others joined the teams for older adults and for people with a learning disability.</p>"
            "<h2>Does it work?</h2>"
            "<p>Studies say that peer support can make day-to-day life better, help people feel less alone and give them hope. In one English city, 247 people took part in a peer support scheme. They spent 14% less time in hospital, about one day less in every seven.</p>"
        ),
    ],
    "below": (
        {
            "type": "standard",
            "slug": "four-ways",
            "title": "Four ways to get support",
            "picture": "signpost",
            "intro": "People need different things at different times. You can choose one of these, use more than one, stop, and come back.",
            "body": [
                ideas(
                    (
                        "table",
                        "Online or on the phone",
                        'Write in the <a href="/forum/">forum</a>, sit in a <a href="/rooms/">live room</a>, or ask somebody to <a href="/support/">ring you</a>. Sometimes one good talk is enough.',
                    ),
                    (
                        "walk",
                        "One to one",
                        'Meet a <a href="/support/">peer support worker</a> online, on the phone or face to face. You can also do something side by side, such as a walk.',
                    ),
                    (
                        "garden",
                        "Informal groups",
                        'People who like the same thing meet up and look out for each other: <a href="/groups/?kind=informal">gardening, crafts, walking</a> and more. Most let you just come along.',
                    ),
                    (
                        "bench",
                        "Formal groups",
                        'Groups with a trained leader and a plan, for example for <a href="/groups/?kind=commissioned">new parents or for recovery from addiction</a>. Some ask for a referral. Each group says how to join.',
                    ),
                ),
                prose(
                    "<h2>Not sure which?</h2>"
                    "<p>You do not have to be sure. Many people start by reading the forum, or by going along to one group once. If it is not right for you, it was not a mistake. Try another.</p>"
                ),
            ],
        },
        {
            "type": "standard",
            "slug": "values-and-principles",
            "title": "Our values and principles",
            "picture": "table",
            "intro": "These are the things we hold on to. You can hold us to them too.",
            "body": [
                ideas(
                    (
                        "",
                        "Personal recovery",
                        "Your recovery is yours. You say what a good life looks like.",
                    ),
                    ("", "Shared experience", "We have been there too. That is where we start."),
                    ("", "Respect", "Every person counts, on every kind of day."),
                    ("", "Your own power", "We do things with you, not to you."),
                    ("", "Hope", "We have seen things get better. We can hold hope until you can."),
                    ("", "A safe space", "You can be yourself here, and so can everyone else."),
                    ("", "Boundaries", "We are clear about what we can do, and what we cannot."),
                    heading="Seven values",
                ),
                prose(
                    "<h2>Eight principles</h2>"
                    "<ol>"
                    "<li><strong>It starts with lived experience.</strong> People who have been through it help to decide what peer support is.</li>"
                    "<li><strong>Everyone can come in.</strong> We try to take away what gets in the way.</li>"
                    "<li><strong>We are all different.</strong> Your strengths, your feelings and your needs are seen.</li>"
                    "<li><strong>It is safe to be honest.</strong> That goes for members and for staff.</li>"
                    "<li><strong>It goes both ways.</strong> Everyone gives, and everyone gets.</li>"
                    "<li><strong>We build on what you can do.</strong> Your skills, your answers, your goals.</li>"
                    "<li><strong>It bends.</strong> Your needs change, and so can your support.</li>"
                    "<li><strong>Health care stays important.</strong> When you need a doctor or a nurse, we help you to ask for one.</li>"
                    "</ol>"
                ),
            ],
        },
    ),
}

URGENT: dict[str, Any] = {
    "type": "urgent",
    "slug": "urgent-help",
    "title": "Get help now",
    "seo_title": "Help now",
    "picture": "lamp",
    "intro": "You matter, and you do not have to get through this alone. The people below want you to get in touch.",
    "body": [
        prose(
            "<h2>If you cannot talk</h2>"
            "<p>You can send a text to a helpline instead. In an emergency, if you cannot speak, call 999 from a mobile. When you are asked, press <strong>55</strong> to say that you need help.</p>"
            "<p>If you are deaf or have trouble speaking, you can use the emergency text service. Send the word <strong>register</strong> to 999 to set it up.</p>"
        ),
        prose("<h2>While you wait</h2>"),
        do_list(
            "Go to a room or a place where somebody else is.",
            "Move away from anything you could use to hurt yourself.",
            "Think only of the next ten minutes, and then the next ten.",
            "Hold something cold, or put both feet flat on the floor and breathe out slowly.",
            "Tell one person: “I am not OK. Can you stay with me?”",
        ),
        care(
            "primary",
            "If you are worried about somebody else",
            "<p>Ask them straight out if they are thinking of ending their life. Asking does not put the idea there. Listen, stay with them if you can, and ring one of the numbers on this page together.</p><p>If you have seen something on this site that worries you, use <strong>Report</strong> beside it. You do not need an account.</p>",
        ),
        inset(
            "<p>This site is not a crisis service. The forum and the live rooms are not watched day and night. Each one says who is reading, and until when.</p>"
        ),
    ],
}

RULES: dict[str, Any] = {
    "type": "rules",
    "slug": "house-rules",
    "title": "House rules",
    "picture": "table",
    "intro": "Everyone who writes here says yes to these first. They are short, and they are for all of us, staff too.",
    "body": [],
}

BOROUGHS: dict[str, Any] = {
    "type": "boroughs",
    "slug": "boroughs",
    "title": "Boroughs",
    "picture": "signpost",
    "intro": "Choose where you live to see the groups and the numbers near you. You may go to a group in any borough.",
    "body": [],
}

PRIVACY: dict[str, Any] = {
    "type": "standard",
    "slug": "privacy",
    "title": "Privacy",
    "picture": "letter",
    "intro": "You can search and read without telling us who you are. Here is what we keep when you join, and who sees it.",
    "body": [
        prose(
            "<h2>If you only look</h2>"
            "<p>We do not count you, follow you or build up a picture of you. There are no adverts and no tracking cookies. No page asks another company for anything.</p>"
            "<p>A postcode that you type in the search is used to find groups near it. It is not stored with your name.</p>"
        ),
        prose(
            "<h2>If you join</h2>"
            "<ul>"
            "<li><strong>Your e-mail address</strong>, so that you can sign in and we can tell you things. Other members never see it.</li>"
            "<li><strong>Your password</strong>, scrambled so that nobody can read it, not even us.</li>"
            "<li><strong>The name you choose</strong>. Members see this one. Please make one up.</li>"
            "<li><strong>What you write</strong> in the forum, in live rooms and to a peer support worker.</li>"
            "<li><strong>Reports, and what we decided</strong>, so that each decision can be looked at again.</li>"
            "</ul>"
        ),
        prose(
            "<h2>A computer reads first</h2>"
            "<p>Before others see what you wrote, a set of rules on our own computer looks for phone numbers, for insults and for signs that somebody is in danger. It can ask you to change something, or ask a person to look. It never bans anyone. Only people do that.</p>"
            "<h2>Who can see what</h2>"
            "<p>Members see what you post and the name you chose. Moderators also see words that wait for a check, and reports. Peer support workers see the request that you send to them. E-mails from us never say what they are about in the subject line.</p>"
            "<h2>Cookies</h2>"
            "<p>We use two, and only when they are needed: one keeps you signed in, one protects the forms you send.</p>"
            "<h2>Your rights</h2>"
            "<p>You can ask what we hold about you, ask us to put it right, or ask us to remove it. Write to the address at the foot of the page. If you are not happy with our answer, you can complain to the Information Commissioner’s Office.</p>"
        ),
    ],
}

ACCESSIBILITY: dict[str, Any] = {
    "type": "standard",
    "slug": "accessibility",
    "title": "Accessibility",
    "picture": "gate",
    "intro": "We want everyone to be able to use this site. If something gets in your way, tell us, and we will try to put it right.",
    "body": [
        prose(
            "<h2>What you can do</h2>"
            "<ul>"
            "<li>use every part with a keyboard only</li>"
            "<li>make the letters twice as big, and nothing falls off the page</li>"
            "<li>use it on a small phone, and with a slow connection</li>"
            "<li>use it with a screen reader</li>"
            "<li>use it with JavaScript switched off</li>"
            "<li>have it dark, with more contrast or with less movement: it follows the settings of your device</li>"
            "</ul>"
        ),
        prose(
            "<h2>What we know is not good enough yet</h2>"
            "<ul>"
            "<li>There is no easy-read version of the most important pages yet.</li>"
            "<li>The site is in English only.</li>"
            "<li>It has been checked with automatic tests on its main pages. People who use a screen reader every day have not tested all of it yet.</li>"
            "</ul>"
            "<h2>How we measure it</h2>"
            "<p>We aim for the Web Content Accessibility Guidelines 2.2, level AA. Tests in a real browser check our pages at three sizes before a change goes out.</p>"
            "<h2>Tell us</h2>"
            "<p>Write to the address at the foot of the page. Say which page it was, and what happened. If you need something in another format, ask for it.</p>"
        ),
    ],
}

TERMS: dict[str, Any] = {
    "type": "standard",
    "slug": "terms",
    "title": "Terms of use",
    "picture": "letter",
    "intro": "What we ask of you, and what you can ask of us.",
    "body": [
        prose(
            "<h2>This is peer support</h2>"
            "<p>What people write here comes from their own lives. It is not advice from a doctor, a nurse or a lawyer. Nobody here can promise that what helped them will help you.</p>"
            "<h2>This is not an emergency service</h2>"
            '<p>Nobody watches this site day and night. If somebody is in danger, go to <a href="/urgent-help/">urgent help</a>.</p>'
            "<h2>What you write</h2>"
            '<p>Your words stay yours. You let us show them here. Rules on our computer read them before others do, and some wait until a moderator has looked. A moderator can hide or remove words that break the <a href="/house-rules/">house rules</a>. We always tell you why, and you can ask for another person to look again.</p>'
            "<h2>Groups</h2>"
            "<p>Groups are run by the people named on their page, not by us. We check a listing before we show it the first time. Please ask the group itself if you need to be sure about a date or a place.</p>"
            "<h2>When the terms change</h2>"
            "<p>House rules have numbers. When a new version comes, we ask you to say yes again before you next write, and the old versions stay where you can read them.</p>"
        ),
    ],
}

SAFETY: dict[str, Any] = {
    "type": "standard",
    "slug": "how-we-keep-this-safe",
    "title": "How we keep this safe",
    "picture": "lamp",
    "intro": "One promise for the forum, the live rooms and the groups. Machines may hold words back. Only people decide about people.",
    "body": [
        steps(
            (
                "You write something",
                "A set of rules reads it straight away: in the forum, in a live room, in a group’s listing, in a name.",
            ),
            (
                "Phone numbers and addresses are stopped",
                "We show you what it was, and you can change it. Nothing you typed is lost.",
            ),
            (
                "If you sound in danger, you get help first",
                "You see people to call, at once. You are not told off and your words are not deleted. A moderator is asked to look before anything else.",
            ),
            (
                "Some words wait",
                "If the rules are not sure, a moderator looks before others can read it. If a rule breaks down, the words wait too. We tell you that they are waiting.",
            ),
            (
                "A person decides",
                "The worst comes first. Two moderators never work on the same case by mistake, and nobody decides about their own words.",
            ),
            (
                "You hear back",
                "The person who wrote it and the person who reported it are both told what happened and why.",
            ),
            heading="From your words to the page",
        ),
        prose(
            "<h2>What you can do</h2>"
            "<ul>"
            "<li><strong>Report anything.</strong> There is a Report link on every post, every line in a live room and every group. You do not need an account for what is public. The person is not told who it was.</li>"
            "<li><strong>Ask again.</strong> If we hide something you wrote, you can ask for a second look. A different person does it.</li>"
            "<li><strong>Leave quickly.</strong> Press <em>Exit this page</em>, or the Shift key three times.</li>"
            "</ul>"
            "<h2>Live rooms</h2>"
            "<p>A room opens only when a moderator is there. If the moderator drops out, the room pauses. Each line is checked before anyone else sees it.</p>"
            "<h2>What is written down</h2>"
            "<p>Each decision goes in a log that can be added to but not changed. It says who decided, when and why.</p>"
            "<h2>What we cannot promise</h2>"
            '<p>Rules miss things, and people sleep. Each space says who is reading and until when. If you need somebody now, use <a href="/urgent-help/">urgent help</a>.</p>'
        ),
    ],
}

PAGES: tuple[dict[str, Any], ...] = (
    ABOUT,
    BOROUGHS,
    URGENT,
    RULES,
    SAFETY,
    PRIVACY,
    ACCESSIBILITY,
    TERMS,
)

# What is good to know about a borough, by its national code. Others get the plain words.
BOROUGH_WORDS: dict[str, tuple[str, str, str]] = {
    "E09000002": (
        "From the Thames to the big parks in the north: groups in Barking, Becontree, Dagenham and around.",
        "garden",
        "<p>Many groups here meet near Barking station, around the Heathway and in the community halls of the Becontree estate. If a journey is hard for you, look for groups that also meet online.</p>",
    ),
    "E09000016": (
        "Romford, Hornchurch, Upminster, Rainham and Harold Hill: groups in the towns and at the edge of the countryside.",
        "walk",
        "<p>Havering is wide, and buses between the towns can take a while. The search can sort groups by how far they are from your postcode.</p>",
    ),
    "E09000026": (
        "Ilford, Barkingside, Wanstead, Woodford and Hainault: groups in many languages, indoors and in the parks.",
        "table",
        "<p>A lot of languages are spoken in Redbridge. A group’s page tells you which ones are spoken there. You are welcome to bring somebody who can translate.</p>",
    ),
    "E09000031": (
        "Walthamstow, Leyton, Leytonstone and Chingford: from makers’ groups to walks at the edge of the forest.",
        "bench",
        "<p>Chingford and the north of the borough touch Epping Forest, so there are walks as well as rooms with a kettle. Most groups in Walthamstow and Leyton are close to a station.</p>",
    ),
}


def borough(name: str, gss_code: str, intro: str) -> dict[str, Any]:
    """Words for a borough's page; the directory's own introduction comes first when it has one."""
    known = BOROUGH_WORDS.get(gss_code, (f"Groups, people and numbers in {name}.", "signpost", ""))
    body = [prose(f"<h2>Getting about in {name}</h2>{known[2]}")] if known[2] else []
    return {
        "title": name,
        "intro": intro or known[0],
        "picture": known[1],
        "body": body,
        "numbers": [],
    }
