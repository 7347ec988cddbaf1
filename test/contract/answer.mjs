// Owns what a rule of the contract means to the scripted collector. Pure but for counting requests.

/**
 * Turns the rules of one `answer` step into a decision for each request.
 *
 * @param rules - the first that fits counts; where none does, everything is taken.
 * @returns what `answerWith` of the scripted collector takes.
 */
export function toDecision(rules) {
  let requests = 0
  return ({ events }) => {
    requests++
    const fits = ({ has, over, first }) =>
      (has === undefined || events.some(({ n }) => n === has)) && (over === undefined || events.length > over) && (first === undefined || requests <= first)
    return rules.find(fits)
  }
}
