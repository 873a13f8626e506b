"""What the columns of people's own tables are headed: the spellings of each, for pasting and for importing."""

import re

HEADINGS: dict[str, str] = {
    "name": "name|full name|fullname|names|member|members|member name|name of member|representative|"
    "representatives|rep|name of representative|named representative|contact|contact name|person|postholder|"
    "post holder|holder|held by|current holder|attendee|officer|nominee|display name|who|who sits|who attends|"
    "named member|nominated member|core member|core members|names of members|members name|name s|delegate|delegates",
    "forename": "forename|forenames|first name|firstname|given name|christian name|first",
    "surname": "surname|last name|lastname|family name|last|second name",
    "form of address": "salutation|form of address|honorific|mr mrs ms",
    "post": "post|posts|job title|jobtitle|job|job role|position|designation|post title|posttitle|occupation|"
    "position held|title of post|role title|post role|role post|job title role|role job title|position role|"
    "professional role|membership|member post|seat",
    "organisation": "organisation|organization|organisations|agency|agencies|organisation name|agency name|"
    "agency organisation|organisation agency|employer|company|body|partner|partner agency|service|service agency|"
    "org|representing|agency represented|organisation represented|on behalf of|represents|who they represent|"
    "which agency|agency or organisation|organisation or agency",
    "role in the group": "role in group|role in the group|group role|role on group|role on the group|role on board|"
    "role on the board|board role|membership type|member type|type of member|membership status|capacity|chair member",
    "e-mail": "email|e mail|email address|e mail address|mail|contact email|work email|email contact|emails",
    "telephone": "tel|telephone|phone|phone number|telephone number|tel no|tel number|contact number|landline|"
    "work phone|business phone|direct dial|office phone|contact no|phone no|telephone no|work telephone|ddi",
    "mobile": "mobile|mob|mobile number|mobile phone|mobile no|cell|cell phone|mobile telephone",
    "group": "group|board|committee|meeting|sub group|subgroup|group name|panel|forum|name of group|board group",
    "since": "since|from|start|start date|date joined|joined|appointed|date from|member since|in post since|"
    "date appointed|date started|held since|from date|date of appointment|started",
    "until": "until|to|end|end date|date left|left|leaving date|date to|to date|term ends|end of term|ended",
    "note": "note|notes|comment|comments|remarks|remark",
}
"""The spellings of a heading, parted by bars, in the form of `plain_heading`."""


def plain_heading(words: str) -> str:
    """Return a heading in the form in which two spellings are equal: "E-mail address:" is "e mail address"."""
    return re.sub(r"[\W_]+", " ", words.replace("'", "").casefold()).strip()


def spellings(*meanings: str) -> tuple[str, ...]:
    """Return every spelling of the headings with these meanings."""
    return tuple(words for one in meanings for words in HEADINGS[one].split("|"))
