"""A guide to quite another role, to see that nothing in the product knows the shipped one."""

from pathlib import Path

HEAD_NURSE = """\
# The head nurse: a guide for those who want to lead a ward

Wards are led by people who know both the bedside and the roster.

## What a ward is

A ward has between twelve and forty beds, and it never closes.

## Entry requirements

### Education and registration

- Hold a bachelor's degree in nursing and a valid registration.
- Have at least 5 years of experience at the bedside.

### Clinical skill

- Know how to care for patients with several illnesses at once.
- Recognise early when a patient's state gets worse.

### Leading a team

- Lead a team of nurses and nursing assistants.

## Duties of the role

### Rostering

- Draw up the roster so that each shift is staffed safely.

### Teaching

- Mentor nurses who are new to the ward.

### Hygiene and law

- Make sure that the rules of hygiene and data protection are kept.

## Personal qualities

### Calm

- Keep calm and decide quickly when several things go wrong at once.

### Tact with families

- Explain a diagnosis in plain words to patients and their families.

## Career paths

1. Staff nurse.
2. Charge nurse.
3. Head nurse.

## Pay

| Role | Range |
| --- | --- |
| Head nurse | $80,000 - $110,000 |

## Common challenges

### Staffing

- Night shifts are hard to fill when colleagues fall ill.

### Difficult talks

- Families are angry when they wait for a bed.
"""

PROSE = """\
# The lighthouse

It stands on a rock and was lit in 1811. Nobody lives there any more.

## How to get there

Boats go in summer, when the sea is calm.
"""


def write_guide(folder: Path, text: str = HEAD_NURSE) -> Path:
    """Write a guide into a folder of its own and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "guide.md").write_text(text, encoding="utf-8")
    return folder
