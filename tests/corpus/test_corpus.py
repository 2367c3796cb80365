"""What the corpus must hold: its files, its headings, its terms and its salary table."""

import re
from importlib.resources import files

import frontmatter
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

TITLES = {
    "01-overview.md": "Overview",
    "02-core-responsibilities.md": "Core Responsibilities",
    "03-requirements.md": "Requirements",
    "04-career-development.md": "Career Development",
    "05-market-demand.md": "Market Demand",
    "06-salary-ranges.md": "Salary Ranges",
    "07-industry-trends.md": "Industry Trends",
    "08-essential-soft-skills.md": "Essential Soft Skills",
    "09-best-practices.md": "Best Practices",
    "10-common-challenges.md": "Common Challenges",
}

HEADINGS = {
    "01-overview.md": [
        "## Types of AI",
        "## Machine Learning Categories",
        "## Core Concepts",
        "## Applications",
        "## Advanced Techniques",
    ],
    "02-core-responsibilities.md": [
        "## Strategic Direction",
        "## Project Management",
        "## Technical Leadership",
        "## Stakeholder Collaboration",
        "## Quality Assurance",
        "## Team Development",
        "## Compliance and Governance",
        "## Business Value Communication",
    ],
    "03-requirements.md": [
        "## Technical Proficiency",
        "## Educational Background",
        "## Career Progression",
        "## Leadership and Management",
        "## Business Acumen",
        "## Communication Skills",
        "## Adaptability",
        "## Ethical and Regulatory Awareness",
        "## Problem-Solving",
    ],
    "04-career-development.md": [
        "## Essential Skills and Knowledge",
        "## Career Progression Paths",
        "### AI Research Track",
        "### Machine Learning Engineering Track",
        "### AI Product Management Track",
        "## Key Strategies for Advancement",
        "## Transitioning to Head of AI",
    ],
    "05-market-demand.md": [
        "## Job Market Outlook",
        "## Industry Adoption",
        "## Economic Impact",
        "## Skills in High Demand",
        "## Investment Trends",
        "## Emerging Opportunities",
    ],
    "06-salary-ranges.md": [
        "## Executive-Level Positions",
        "## Factors Influencing Salaries",
        "## Additional Compensation",
        "## Career Progression Impact",
    ],
    "07-industry-trends.md": [
        "## Generative AI and Advanced Machine Learning",
        "## Investment and Finance",
        "## Telecommunications",
        "## Manufacturing and Production",
        "## Retail and Customer Service",
        "## Healthcare",
        "## Cybersecurity",
        "## Future Outlook",
    ],
    "08-essential-soft-skills.md": [
        "## Communication and Collaboration",
        "## Problem-Solving and Critical Thinking",
        "## Adaptability and Continuous Learning",
        "## Emotional Intelligence and Cultural Sensitivity",
        "## Creativity and Innovation",
        "## Leadership and Teamwork",
        "## Ethical Awareness and Bias Management",
        "## Strategic Foresight and Systems Thinking",
        "## Time Management and Organizational Skills",
        "## Human-Centered Design",
    ],
    "09-best-practices.md": [
        "## Strategic Vision and Alignment",
        "## Technical Proficiency",
        "## Opportunity Identification and Execution",
        "## Ethical and Regulatory Insight",
        "## Change Management and Leadership",
        "## Effective Communication",
        "## Continuous Learning Mindset",
        "## Cross-Functional Collaboration",
        "## Data Integrity and Management",
        "## Addressing Challenges",
        "## Model Deployment and Management",
        "## Best Practices in Model Architecture",
    ],
    "10-common-challenges.md": [
        "## Technical Challenges",
        "### Hardware and Software Limitations",
        "### Data Quality and Availability",
        "### Algorithm Complexity",
        "## Organizational and Leadership Challenges",
        "### Multi-Disciplinary Team Management",
        "### Talent Retention",
        "### Leadership Experience",
        "## Collaboration and Communication",
        "### Cross-Departmental Coordination",
        "### Fostering a Collaborative Culture",
        "## Financial and Ethical Considerations",
        "### Budget Management",
        "### Ethical AI Practices",
        "## Scalability and Complexity",
        "### Scaling AI Models",
        "### Integration with Existing Systems",
    ],
}

TERMS = {
    "01-overview.md": [
        "Artificial Intelligence (AI)",
        "computer systems",
        "human intelligence",
        "Machine Learning (ML)",
        "learn from data",
        "explicitly programmed",
        "Narrow AI",
        "specific tasks",
        "General AI",
        "Supervised Learning",
        "labeled data",
        "Unsupervised Learning",
        "patterns",
        "unlabeled",
        "Deep Learning",
        "multiple layers",
        "Training Data",
        "Model Types",
        "descriptive, predictive or prescriptive",
        "Neural Networks",
        "nodes",
        "inputs and outputs",
        "Natural Language Processing (NLP)",
        "analysis of text",
        "translation",
        "chatbots",
        "Computer Vision",
        "image recognition",
        "object detection",
        "Time Series and Reinforcement Learning",
        "future probabilities",
        "Attention Mechanism",
        "sequence model",
        "input data",
        "finance",
        "healthcare",
        "technology",
        "innovation",
        "complex problems",
        "professionals",
        "groundbreaking",
    ],
    "02-core-responsibilities.md": [
        "AI Machine Learning Head",
        "strategic leadership",
        "technical expertise",
        "strategic thinking",
        "leadership skills",
        "technical knowledge",
        "AI and ML initiatives",
        "objectives of the business",
        "innovation",
        "cutting edge",
        "end to end",
        "development",
        "deployment",
        "enterprise systems",
        "operational workflows",
        "algorithms, models and frameworks",
        "newest technologies",
        "trends of the industry",
        "complex ideas",
        "technical and non-technical",
        "ethical standards",
        "goals of the business",
        "how well models perform",
        "how secure",
        "key performance indicators (KPIs)",
        "mentor",
        "junior members",
        "learning and growing",
        "regulatory and ethical",
        "frameworks",
        "responsibly",
        "stakeholders",
        "impact",
        "investments in AI",
        "risks",
        "mitigated",
    ],
    "03-requirements.md": [
        "AI Machine Learning Head",
        "strategic vision",
        "leadership skills",
        "technical expertise",
        "strategy for AI",
        "program at an advanced level",
        "Python",
        "ML libraries",
        "TensorFlow",
        "PyTorch",
        "Keras",
        "deep learning techniques",
        "ML algorithms",
        "statistics",
        "mathematics",
        "advanced degree",
        "Master's",
        "Ph.D.",
        "Computer Science",
        "related field",
        "Junior ML Engineer",
        "ML Engineering Manager",
        "researching, developing and deploying",
        "ML systems",
        "researchers and ML engineers",
        "strategic planning",
        "project management",
        "goals of the organization",
        "driving innovation",
        "demonstrating value to the business",
        "complex technical concepts",
        "audiences",
        "cross-functional",
        "constant learning",
        "adjust your strategies",
        "technology advances",
        "ethics of AI",
        "develop it responsibly",
        "regulations",
        "compliance",
        "analytical skills",
        "complex challenges in ML",
        "novel solutions",
    ],
    "04-career-development.md": [
        "business acumen",
        "leadership skills",
        "technical expertise",
        "Technical Proficiency",
        "neural networks",
        "AI techniques",
        "machine learning algorithms",
        "Python, R or Java",
        "TensorFlow or PyTorch",
        "Strategic Vision",
        "goals of the organization",
        "generate revenue",
        "streamline operations",
        "customer experiences",
        "Leadership and Management",
        "leading a team",
        "mentoring",
        "Ethical and Regulatory Insight",
        "data governance",
        "ethics of AI",
        "use AI responsibly",
        "AI Research Scientist",
        "Senior Research Scientist",
        "Principal Scientist",
        "Chief Research Scientist",
        "research departments",
        "Machine Learning Engineer",
        "Senior ML Engineer",
        "ML Engineering Manager",
        "Head of Machine Learning",
        "ML deployment",
        "AI Product Manager",
        "Senior Product Manager",
        "Director of Product Management",
        "VP of AI Products",
        "executive level",
        "Gain Relevant Experience",
        "internships",
        "projects",
        "real-world",
        "Continuous Learning",
        "courses",
        "webinars",
        "research papers",
        "Networking",
        "professional organizations",
        "industry conferences",
        "Advanced Education",
        "Master's",
        "Ph.D.",
        "Head of AI",
        "strategic decision-making",
        "effective communication",
        "AI roles that are emerging",
        "trends in the industry",
        "senior roles",
    ],
    "05-market-demand.md": [
        "leadership roles",
        "growing significantly",
        "World Economic Forum",
        "40%",
        "2027",
        "job openings",
        "Head of Artificial Intelligence & Machine Learning",
        "competitive",
        "lead AI initiatives",
        "foreseeable future",
        "e-commerce",
        "finance",
        "healthcare",
        "manufacturing",
        "personalized interactions with customers",
        "demand forecasting",
        "inventory management",
        "supply chain optimization",
        "300 million",
        "decade",
        "global GDP",
        "7%",
        "productivity",
        "1.5 percentage points",
        "AI algorithms",
        "machine learning models",
        "data science",
        "analytics",
        "AI strategy",
        "implement",
        "ethical AI",
        "governance",
        "startups",
        "$25 billion",
        "first half of 2023",
        "AI talent",
        "in-house",
        "data science teams",
        "consultancy",
        "outsourcing",
        "AI research and development",
        "ethics",
    ],
    "06-salary-ranges.md": [
        "US",
        "2024",
        "per year",
        "senior and executive level",
        "Head of Machine Learning",
        "$259,000",
        "$188,000",
        "$330,000",
        "Head of Data Science",
        "$224,539 to $273,280",
        "$110,000",
        "Director of AI Research",
        "$266,395+",
        "$644,261+",
        "Director of Data Science",
        "$253,919",
        "Executive-Level Positions",
        "Chief Data Officer or VP of Data Science",
        "$266,395 to $644,261+",
        "size of the organization",
        "industry",
        "location",
        "tech hubs",
        "years of experience",
        "expertise",
        "educational background",
        "Ph.D.",
        "scope of the role",
        "specific responsibilities",
        "bonuses",
        "stock options",
        "profit-sharing",
        "benefits package",
        "healthcare",
        "retirement plans",
        "professional development",
        "as a career advances",
        "technical role into leadership",
        "substantial jump",
        "fluctuate",
        "competitive",
    ],
    "07-industry-trends.md": [
        "generative AI",
        "2022",
        "software tools",
        "enterprises",
        "chatbots",
        "ad campaigns",
        "drug discovery",
        "modalities",
        "text, audio, images and video",
        "identify patterns",
        "market trends",
        "portfolio allocation",
        "risk management",
        "quantitative investors",
        "self-optimizing",
        "automation",
        "costs",
        "reliable",
        "5G",
        "synergy",
        "IoT applications",
        "errors in real time",
        "supply chain",
        "predictive maintenance",
        "efficiency",
        "production processes",
        "24/7",
        "customer service",
        "personalized",
        "inventory control",
        "supply chain management",
        "diseases",
        "health issues early",
        "wearable devices",
        "threats",
        "efficient and proactive",
        "multimodal AI",
        "AI agents",
        "search powered by AI",
        "ethical considerations",
        "deepfakes",
        "innovation",
        "decisions",
    ],
    "08-essential-soft-skills.md": [
        "soft skills",
        "technical expertise",
        "complex AI concepts",
        "non-technical",
        "diverse people",
        "develop AI models",
        "optimize",
        "AI solutions",
        "advancing rapidly",
        "methodologies",
        "technologies",
        "human connections",
        "environments",
        "global and diverse",
        "applications of AI that are unique",
        "experiment",
        "fails",
        "diverse teams",
        "motivated",
        "resolve conflicts",
        "manage stakeholders",
        "transparent and fair",
        "biases",
        "datasets",
        "impact",
        "society",
        "organizations",
        "ecosystem",
        "quality standards",
        "time is limited",
        "multiple priorities and projects",
        "accessible",
        "trust",
        "positive experience",
        "AI systems",
        "ethically",
    ],
    "09-best-practices.md": [
        "Head of AI or Machine Learning",
        "ethical standards",
        "objectives of the business",
        "goals of the organization",
        "opportunities",
        "growth",
        "innovation",
        "technical side of AI",
        "advanced algorithms and techniques",
        "processes of the business",
        "skills",
        "AI strategy",
        "compliance",
        "data privacy",
        "responsible AI practices",
        "changes in an organization",
        "positive about AI",
        "every level",
        "AI concepts",
        "broad audience",
        "support",
        "stakeholders",
        "educating yourself",
        "advances in AI",
        "learning part of its culture",
        "different departments",
        "integrated solutions",
        "greatest impact",
        "accessible",
        "high quality",
        "infrastructure",
        "seamlessly",
        "legacy systems",
        "shortages of expertise",
        "costs",
        "deployment of AI models",
        "ML frameworks",
        "edge computing",
        "multi-head architectures",
        "multi-task learning",
        "features are shared",
        "redundant computations",
    ],
    "10-common-challenges.md": [
        "proactively",
        "AI initiatives succeed",
        "computational power",
        "storage capacity",
        "compatibility",
        "training data",
        "biased",
        "not enough",
        "prepared",
        "appropriate algorithms",
        "fine-tune",
        "efficient and accurate",
        "technical backgrounds",
        "coordinated",
        "specialties",
        "collaborate effectively",
        "turnover rates",
        "job market",
        "competitive",
        "opportunities to grow",
        "projects that engage them",
        "technical experts",
        "make decisions holistically",
        "various departments",
        "communicate effectively",
        "expectations and goals",
        "open communication",
        "sharing of knowledge",
        "across functions",
        "costs",
        "investments in AI",
        "stakeholders",
        "privacy and the security of data",
        "biases",
        "resources",
        "effective at scale",
        "legacy infrastructure",
        "disruptions",
        "implemented",
    ],
}

TRACKS = {
    "AI Research Track": [
        "AI Research Scientist",
        "Senior Research Scientist",
        "Principal Scientist",
        "Chief Research Scientist",
    ],
    "Machine Learning Engineering Track": [
        "Machine Learning Engineer",
        "Senior ML Engineer",
        "ML Engineering Manager",
        "Head of Machine Learning",
    ],
    "AI Product Management Track": [
        "AI Product Manager",
        "Senior Product Manager",
        "Director of Product Management",
        "VP of AI Products",
    ],
}

SALARY_TABLE = [
    ["Role", "Average", "Low", "High"],
    ["Head of Machine Learning", "$259,000", "$188,000", "$330,000"],
    ["Head of Data Science", "$224,539 to $273,280", "$110,000", "$330,000"],
    ["Director of AI Research", "$266,395+", "not stated", "$644,261+"],
    ["Director of Data Science", "$253,919", "not stated", "not stated"],
    ["Chief Data Officer or VP of Data Science", "not stated", "$266,395", "$644,261+"],
]

every_file = pytest.mark.parametrize("name", TITLES)


def document(name: str) -> frontmatter.Post:
    return frontmatter.loads(files("corpus").joinpath(name).read_text(encoding="utf-8"))


def tokens(name: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(document(name).content)


def headings(name: str) -> list[str]:
    stream = tokens(name)
    return [
        f"{token.markup} {stream[position + 1].content}"
        for position, token in enumerate(stream)
        if token.type == "heading_open"
    ]


def holds(text: str, term: str) -> bool:
    return re.search(rf"(?<![\w$]){re.escape(term.casefold())}(?!\w)", text) is not None


def test_the_corpus_holds_the_ten_files_and_no_other_markdown():
    found = sorted(entry.name for entry in files("corpus").iterdir() if entry.name.endswith(".md"))
    assert found == list(TITLES)


@every_file
def test_front_matter_is_complete(name):
    title, order = TITLES[name], list(TITLES).index(name) + 1
    metadata = dict(document(name).metadata)
    assert set(metadata.pop("asked_as")) <= {line.lstrip("# ") for line in headings(name)}
    assert metadata == {
        "title": title,
        "order": order,
        "source": f"ML Head Career Guide, section {order}: {title}",
        "as_of": "US market, 2024" if name == "06-salary-ranges.md" else None,
    }


def test_no_two_headings_are_asked_the_same():
    asked = [
        question.casefold()
        for name in TITLES
        for questions in document(name).metadata["asked_as"].values()
        for question in questions
    ]
    assert len(asked) > 900
    assert len(set(asked)) == len(asked)


@every_file
def test_the_first_heading_is_the_title(name):
    assert headings(name)[0] == f"# {TITLES[name]}"


@every_file
def test_subsection_headings_stand_in_order(name):
    assert headings(name)[1:] == HEADINGS[name]


@every_file
def test_every_term_stands_in_its_file(name):
    text = " ".join(document(name).content.replace("**", "").split()).casefold()
    assert [term for term in TERMS[name] if not holds(text, term)] == []


@pytest.mark.parametrize("track", TRACKS)
def test_a_track_names_its_roles_in_order(track):
    section = document("04-career-development.md").content.split(f"### {track}\n")[1]
    steps = re.findall(r"^(\d)\. (.+?)[:.](?: |$)", section.split("\n#")[0], flags=re.MULTILINE)
    assert steps == [(str(number), role) for number, role in enumerate(TRACKS[track], start=1)]


def test_the_salary_table_is_exact():
    rows: list[list[str]] = []
    in_cell = False
    for token in tokens("06-salary-ranges.md"):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in {"th_open", "td_open"}:
            in_cell = True
        elif token.type in {"th_close", "td_close"}:
            in_cell = False
        elif in_cell and token.type == "inline":
            rows[-1].append(token.content)
    assert rows == SALARY_TABLE


@every_file
def test_an_introduction_follows_the_title(name):
    after_title = tokens(name)[3]
    assert after_title.type == "paragraph_open"


@every_file
def test_every_list_item_is_one_line_that_reads_as_a_sentence(name):
    stream = tokens(name)
    items = [
        stream[at + 2].content for at, tok in enumerate(stream) if tok.type == "list_item_open"
    ]
    sentence = re.compile(r"(\*\*[^*\n]+:\*\* )?[A-Z][^\n]*[^.]\.")
    assert [item for item in items if not sentence.fullmatch(item)] == []


@every_file
def test_the_text_has_no_links_images_or_html(name):
    kinds = set()
    for token in tokens(name):
        kinds.update(part.type for part in [token, *(token.children or [])])
    assert kinds.isdisjoint({"link_open", "image", "html_inline", "html_block"})
