/** People of 100 by whom the simulation and a local tenant may differ: the test of both holds them to it. */
export const MOST_APART = 5
