"""State tables of everything in this app that has a state."""

from agencies.enums import SignatoryState

SIGNATORY_STATES: dict[SignatoryState, tuple[SignatoryState, ...]] = {
    SignatoryState.INVITED: (SignatoryState.SIGNED, SignatoryState.DECLINED),
    SignatoryState.DECLINED: (SignatoryState.SIGNED, SignatoryState.INVITED),
    SignatoryState.SIGNED: (SignatoryState.INVITED,),  # entered by mistake
}
