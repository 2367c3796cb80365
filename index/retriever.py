"""The search as a LangChain retriever, for those who build chains of their own.

Nothing else here imports it: LangChain takes most of a second to import.
"""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field

from index.search import RankedPassage, Search


class PassageRetriever(BaseRetriever):
    """Gives the passages found for a question as LangChain documents, best first.

        retriever = PassageRetriever(search=open_index(...).search, k=4)
        documents = retriever.invoke("What does the role ask for?")

    `ainvoke` searches in a thread.
    """

    search: Search
    k: int = Field(6, ge=1)

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002
    ) -> list[Document]:
        return [_to_document(ranked) for ranked in self.search.search(query, self.k)]


def _to_document(ranked: RankedPassage) -> Document:
    passage = ranked.passage
    return Document(
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
