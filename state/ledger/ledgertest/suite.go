// Package ledgertest is what a store must pass to hold a ledger: the ledger's own
// behaviour on it, and what the ledger relies on below.
package ledgertest

import (
	"testing"

	"simdesk/state/ledger"
)

// Place opens stores in one place; each is another process's.
type Place func(t testing.TB) ledger.Store

// Maker makes an empty place.
type Maker func(t testing.TB) Place

// Run runs everything on the stores of a maker.
func Run(t *testing.T, empty Maker) {
	for name, test := range map[string]func(*testing.T, Maker){
		"DraftKeepsEverything":                       draftKeepsEverything,
		"DraftTwiceIsOneOrder":                       draftTwiceIsOneOrder,
		"DraftRefusesWhatCannotBeFoundAgain":         draftRefusesWhatCannotBeFoundAgain,
		"OneWinnerAmongProcesses":                    oneWinnerAmongProcesses,
		"SubmitNeverTwice":                           submitNeverTwice,
		"CancelledStepWritesNothing":                 cancelledStepWritesNothing,
		"CancelAtAnyMoment":                          cancelAtAnyMoment,
		"OrdersOutliveTheProcess":                    ordersOutliveTheProcess,
		"OpenManyAtOnce":                             openManyAtOnce,
		"ClosingWhileOrdersAreWritten":               closingWhileOrdersAreWritten,
		"AppendMovesTheOrder":                        appendMovesTheOrder,
		"AppendIgnoresRepetition":                    appendIgnoresRepetition,
		"AppendRefusesBackwards":                     appendRefusesBackwards,
		"AppendSavesADeliveryWithHalfAnActivation":   appendSavesADeliveryWithHalfAnActivation,
		"FailedOrderThatLivedAfterAll":               failedOrderThatLivedAfterAll,
		"AppendFromCountsOnce":                       appendFromCountsOnce,
		"AppendFromKeepsToTheMoves":                  appendFromKeepsToTheMoves,
		"ListFilters":                                listFilters,
		"ListIsStableWhileOrdersArrive":              listIsStableWhileOrdersArrive,
		"ListWithAClockThatJumps":                    listWithAClockThatJumps,
		"ListRefusesABadCursor":                      listRefusesABadCursor,
		"ListOfManyPages":                            listOfManyPages,
		"OpenOrders":                                 openOrders,
		"Claimed":                                    claimed,
		"FailedWith":                                 failedWith,
		"Find":                                       find,
		"TheFloatIsReservedWithTheDraft":             theFloatIsReservedWithTheDraft,
		"OneThingHasOneOwner":                        oneThingHasOneOwner,
		"ProjectionIsTheReplayOfItsEvents":           projectionIsTheReplayOfItsEvents,
		"AtCostSince":                                atCostSince,
		"CompletedSince":                             completedSince,
		"Waiting":                                    waiting,
		"AloneIsOneAtATime":                          aloneIsOneAtATime,
		"AloneEndsWithItsHolderAndWaitsNoLonger":     aloneEndsWithItsHolderAndWaitsNoLongerThanAsked,
		"Lease":                                      lease,
		"ALeaseOfAClockThatWasAheadEnds":             aLeaseOfAClockThatWasAheadEnds,
		"LeaseHasOneOwner":                           leaseHasOneOwner,
		"WhatIsNoHeadIsRefused":                      whatIsNoHeadIsRefused,
		"TwoProcessesKeepOneHead":                    twoProcessesKeepOneHead,
		"AHeadThatCannotBeReadOrKept":                aHeadThatCannotBeReadOrKept,
		"ALedgerThatIsClosedIsNotWhole":              aLedgerThatIsClosedIsNotWhole,
		"VerifyTellsHowFarItIs":                      verifyTellsHowFarItIs,
		"TheHistoryOnlyGrows":                        theHistoryOnlyGrows,
		"NoTwoOrdersShareAKey":                       noTwoOrdersShareAKey,
		"AStepThatFailsWritesNothing":                aStepThatFailsWritesNothing,
		"AReadSeesOneState":                          aReadSeesOneState,
		"QuestionsMayBeAskedOnAWalk":                 questionsMayBeAskedOnAWalk,
		"ASaleIsThreeSteps":                          aSaleIsThreeSteps,
		"AStepMayRunTwice":                           aStepMayRunTwice,
		"VerifySeesAnOrderThatIsNotWhatItsEventsSay": verifySeesAnOrderThatIsNotWhatItsEventsSay,
		"VerifySeesAnEventThatDoesNotFollow":         verifySeesAnEventThatDoesNotFollow,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, empty)
		})
	}
}
