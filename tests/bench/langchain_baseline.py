"""What `coach ask` is compared with: retrieval from LangChain's usual pieces, plainly written.

    python -m tests.bench.langchain_baseline build MODEL CHROMA CORPUS
    python -m tests.bench.langchain_baseline ask MODEL CHROMA QUESTION

Asking imports nothing that only building needs.
"""

import sys
from pathlib import Path

from langchain_chroma import Chroma
from langchain_huggingface import HuggingFaceEmbeddings


def open_store(model: str, folder: str) -> Chroma:
    """Open the persisted collection."""
    embeddings = HuggingFaceEmbeddings(model_name=model)
    return Chroma(collection_name="guide", embedding_function=embeddings, persist_directory=folder)


def build(model: str, folder: str, corpus: str) -> None:
    """Index a folder's Markdown files."""
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    documents = [
        Document(file.read_text(encoding="utf-8"), metadata={"source": file.name})
        for file in sorted(Path(corpus).glob("*.md"))
    ]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    added = open_store(model, folder).add_documents(splitter.split_documents(documents))
    print(f"{len(added)} passages")


def ask(model: str, folder: str, question: str) -> None:
    """Print the four passages nearest to a question."""
    for document in open_store(model, folder).similarity_search(question, k=4):
        print(f"[{document.metadata['source']}]\n{document.page_content}\n")


if __name__ == "__main__":
    command = {"build": build, "ask": ask}[sys.argv[1]]
    command(*sys.argv[2:])
