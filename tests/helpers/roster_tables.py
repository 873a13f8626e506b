"""The membership tables of the published arrangements as facts, in the shapes in which they are pasted."""

from html import escape

FACTS = """\
= Accountable Officers Meeting
Twice a year
|Chief Executive~Medway Council
|Chief Executive~Kent and Medway ICB
|Chief Constable~Kent Police
= Executive Group
6 times per year
|Director of People – Children and Adults~Medway Council
|Chief Nurse~Kent and Medway ICB
|Assistant Chief Constable~Kent Police
|Assistant Director Children's Services~Medway Council
|Director of Safeguarding~Kent and Medway ICB
|D/CH/SUPT~Kent Police
|Head of School~Medway Secondary Heads Association
|Headteacher~Medway Educational Leaders Association
|Executive Director for Students~Post 16 Education
|Director~Medway Council Public Health
= Learning Lessons
6 times per year
|Chair~NELFT
|Vice Chair~Kent Police
|~
|Practice Development Lead~Medway Safeguarding Children Partnership
|Designated Nurse for Child Protection~Kent & Medway ICB
|Designated Doctor~Kent & Medway ICB
Named Midwife for Safeguarding~Medway NHS Foundation Trust
Named Nurse for Safeguarding Children~Medway Community Healthcare
Named Nurse for Safeguarding Children~North East London NHS Foundation Trust
Named Lead for Safeguarding Children~Medway NHS Foundation trust
Specialist Safeguarding Advisor~Kent and Medway NHS and Social Care Partnership Trust
Child Health Programme Manager & Safeguarding Lead, Public Health~Medway Council
Practice Development Service Manager~Medway Council
LADO and Education Safeguarding Manager~Medway Council
Head of First Response and Early Help~Medway Council
Service Manager, Children's Services~Medway Council
Principle Social Worker~Medway Council
Head of Children's Services Commissioning~Medway Council
Programme Lead for Children & Families, Health Services~Medway Council
Safeguarding Coordinator for Child & Adult Protection~Kent Police
= Multi-Agency Case File Audit
4 times per year
Chair - Designated Nurse, Safeguarding Children~NHS Kent and Medway (ICB)
Deputy Chair~TBC
Auditor, Quality Assurance and Safeguarding team.~Medway Council
Team Manager, Attendance Advisory Service for Schools and Academies (AASSA)~Medway Council
Early Help Practice Manager~Medway Council
Independent Reviewing Officer (IRO) or Child Protection Chair~Medway Council
Education Safeguarding Officer~Medway Council



Safeguarding Advisor Children and Adults~Medway Community Healthcare
Safeguarding Children Liaison Nurse~Medway NHS Foundation Trust
Safeguarding Children Advisor~KMPT
Specialist Safeguarding Children Advisor (Kent and Medway)~NELFT
Safeguarding Coordinator, Vulnerable Investigation Teams~Kent Police
Senior Probation Officer~National Probation Service
Adult Safeguarding~Medway Council
Designated safeguarding leads / School representative~Medway Schools
Named GP / Practice representatives~Medway GPs
Practice Manager, Youth Offending Team~Medway Council
= Performance Management and Quality Assurance
6 times per year
+Chair - Head of Safeguarding and Quality Assurance~Medway Council
Deputy Chair~TBC
Designed Nurse for Child Protection~Kent and Medway ICB
Protecting Vulnerable People D/Superintendent~Kent Police
Service Manager Single Point of Access and Multi-Agency Safeguarding Hub~Medway Council
Senior Practitioner~Cafcass
Head of Safeguarding~MCH
Head of Safeguarding~Medway NHS Foundation Trust
Head of Safeguarding~KMPT

Senior Operational Support Manager~National Probation Service
Youth Offending Team Manager~Medway Council
Named Nurse for Safeguarding Kent and Medway~NELFT
Family Solutions Service Manager~Medway Council
Local Authority Designated Officer and Education Safeguarding Service Manager~Medway Council
Performance Analyst~Medway Council
= Secure Estate and Safeguarding Assurance
4 times per year
+Chair – Independent Scrutineer~MSCP
Principle Director~Oasis Restore
Chief Operating Officer~Oasis Restore
Head of Safeguarding~Oasis Restore
Relationship Manager~Youth Custody Service
Children & Young People's Lead, Health & Justice~NHS England
Lead Nurse for Children and Young People~CWLFT
Local Healthcare Safeguarding Lead~CWLFT
Head of Safeguarding~Medway Foundation Trust
Associate Director for Looked After Children (LAC) and Special Educational Needs and Disabilities~Kent and Medway ICB
Detective Inspector~Kent Police

Reducing Harm & Child Centred Policing Manager~Kent Police
Local Authority Designated Officer & Education Safeguarding Service Manager~Medway Council
Head of Safeguarding and Quality Assurance~Medway Council
Youth Offending Service Manager~Medway Council
= Early Help Board
6 times per year
|Chair – Assistant Director Children's Services~Medway Council
|Deputy Chair - Reducing Harm & Child Centred Policing Manager~Kent Police
|~
|Associate Director Adult and Children Safeguarding~Kent and Medway ICB
|Head of First Response and Early Help~Medway Council
|Strategic Head of Public Health Programmes,~Medway Council
|Head of Children and Adult Safeguarding~Kent and Medway ICB
|MELA Chair~Medway Primary Heads
|MSHA Chair~Medway Secondary Heads
|Business Manager~MSCP
= Multi-Agency Safeguarding Hub (MASH) Strategic Board
4 times per year
|Chair – Assistant Director Children's Services~Medway Council
|DCI~Kent Police
|Head of First Response and Targeted Services~Medway Council
|Head of Locality Services, Adult Social Care~Medway Council
|Head of Quality Assurance and Safeguarding~Medway Council
|Head of Strategic Housing~Medway Council
|Head of Service, Education~Medway Council
|Associate Director~Kent and Medway ICB
|Head of Safeguarding~MCH
|Head of Safeguarding~Medway NHS Foundation Trust
|Head of Safeguarding~KMPT
|Named Nurse~NELFT
|Deputy Head East Kent Probation Delivery Unit~National Probation Service
|Operations Manager~Medway Council
|Performance and Intelligence Representative~Medway Council
|Business Manager~MSCP
"""  # noqa: RUF001 - an en dash stands in some of them
# "=" is a group's name, with its frequency in the next line; "|" is a row of a table inside the cell beside
# "Membership:", "+" one in the line of that label, and an empty line the end of a page. "~" parts two cells.


def _groups() -> list[tuple[str, str, list[str]]]:
    made = []
    for block in FACTS.split("= ")[1:]:
        name, frequency, *rows = block.rstrip("\n").split("\n")
        made.append((name, frequency, rows))
    return made


def _cell_table(rows: list[str]) -> str:
    cells = "".join(
        f" <tr> {''.join(f'<td>{escape(cell, quote=False)}</td>' for cell in row[1:].split('~'))}</tr>" for row in rows
    )
    return f'<table border="1">{cells} </table>'


def _text_of(name: str, frequency: str, rows: list[str]) -> list[str]:
    """Return a group as the source's text has it: the table as markup, once more flat, and once more as rows."""
    inside = [row for row in rows if row.startswith("|")]
    after = [row for row in rows if not row.startswith("|")]
    if not inside:
        first = [row[1:] for row in after if row.startswith("+")]
        label = ["Membership:\t" + first[0].replace("~", "\t")] if first else ["Membership:\t\t"]
        rest = ["\t" + row.replace("~", "\t") if row else "" for row in after if not row.startswith("+")]
        about = ["Core Function:\tWhat it does.\t", "\tWhat else it does.\t"]
        return [f"{name}\t\t", f"Frequency:\t{frequency}\t", *about, *label, *rest, ""]
    flat = "\t".join(cell for row in inside for cell in row[1:].split("~"))
    again = [f"{row[1:]}".replace("~", "\t") + "\t\t\t\t" for row in inside if row[1:].strip("~")]
    return [
        f"<b>{name}</b>\t\t\t", f"<b>Frequency:</b>\t{frequency}\t\t",
        "<b>Core Function</b>\t<p>What it does.</p> <p>What else.</p>\tWhat it does.\t", "",
        "\t<p>What else it does.</p>", f"<b>Membership:</b>\t{_cell_table(inside)}\t{flat}", *again, "",
        *("\t" + row.replace("~", "\t") if row else "" for row in after), "",
    ]  # fmt: skip


def _page_of(name: str, frequency: str, rows: list[str]) -> str:
    """Return a group as a web page or Word puts it on the clipboard: a table for its facts, its members inside."""
    seats = "".join(
        "<tr>" + "".join(f"<td><p>{escape(cell)}&nbsp;</p></td>" for cell in row.lstrip("|+").split("~")) + "</tr>"
        for row in rows
        if row
    )
    return (
        f"<table><tr><td colspan=2><p><b>{escape(name)}</b></p></td></tr>"
        f"<tr><td><b>Frequency:</b></td><td>{frequency}</td></tr>"
        "<tr><td><b>Core Function:</b></td><td><ul><li>What it does.</li><li>What else.</li></ul></td></tr>"
        f"<tr><td><b>Membership:</b></td><td><table border=1>{seats}</table></td></tr></table><p>&nbsp;</p>"
    )


SOURCE_AS_TEXT = "\n".join(line for group in _groups() for line in _text_of(*group))
SOURCE_AS_HTML = (
    "<html><head><style>td {color: red}</style></head><body><!--StartFragment-->"
    + "".join(_page_of(*group) for group in _groups())
    + "<!--EndFragment--></body></html>"
)
