"""What several nouns of the API share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

#: A sender's own key for one request, so that a retry is not done twice.
ClientKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]
#: An id, key or code of the hall's.
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
#: What people write. No NUL: the database can't keep one.
Words = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=r"^[^\x00]*$")]
ShortWords = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class Sent(BaseModel):
    """What is sent to the API: a field it does not know is refused."""

    model_config = ConfigDict(extra="forbid")


class Told(BaseModel):
    """What the API answers."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Done(Told):
    """It was done; there is nothing more to say."""

    done: bool = True
