"""The retriever inside a LangChain chain, over the shipped corpus."""

import subprocess
import sys
from pathlib import Path

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda
from pydantic import ValidationError

from index.retriever import PassageRetriever

QUESTION = "What does a Head of Machine Learning earn?"


def test_documents_are_the_passages_found(search):
    documents = PassageRetriever(search=search, k=3).invoke(QUESTION)
    assert len(documents) == 3
    for document, ranked in zip(documents, search.search(QUESTION, 3), strict=True):
        passage = ranked.passage
        assert document == Document(
            id=passage.id,
            page_content=passage.text,
            metadata={
                "id": passage.id,
                "heading_path": list(passage.heading_path),
                "source": passage.source,
                "path": passage.path,
                "as_of": passage.as_of,
                "score": ranked.score,
            },
        )
    assert documents[0].metadata["path"] == "06-salary-ranges.md"
    assert "2024" in documents[0].metadata["as_of"]


async def test_it_also_works_asynchronously_and_in_a_chain(search):
    retriever = PassageRetriever(search=search)
    documents = await retriever.ainvoke(QUESTION)
    assert documents == retriever.invoke(QUESTION)
    assert len(documents) == 6
    chain = retriever | RunnableLambda(lambda found: [d.metadata["path"] for d in found])
    assert await chain.abatch([QUESTION]) == [[d.metadata["path"] for d in documents]]


def test_fewer_than_one_is_refused(search):
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        PassageRetriever(search=search, k=0)


def test_nothing_else_waits_for_langchain():
    code = "import sys, coach, index.indexing; print('langchain_core' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    output = subprocess.check_output([sys.executable, "-c", code], cwd=root, text=True)
    assert output.strip() == "False"
