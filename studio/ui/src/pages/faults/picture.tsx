// Where a fault breaks a call: on the way to the records, at the records, or on the way back.
interface Break {
  carried: "yes" | "no" | "twice" | "later";
  answer: "whole" | "other" | "none" | "half" | "twice";
}

const BREAKS: Record<string, Break> = {
  refuse: { carried: "no", answer: "other" },
  "refuse-after": { carried: "yes", answer: "other" },
  html: { carried: "no", answer: "other" },
  status: { carried: "yes", answer: "other" },
  drop: { carried: "no", answer: "none" },
  "drop-after": { carried: "yes", answer: "none" },
  half: { carried: "yes", answer: "half" },
  late: { carried: "later", answer: "none" },
  delay: { carried: "later", answer: "whole" },
  twice: { carried: "twice", answer: "whole" },
  "answer-twice": { carried: "yes", answer: "twice" },
  "expire-tokens": { carried: "no", answer: "other" },
  advance: { carried: "yes", answer: "whole" },
};

// Decoration: the sentence beside it says the same.
export const Picture = ({ effect }: { effect: string }) => {
  const { carried, answer } = BREAKS[effect] ?? { carried: "yes", answer: "whole" };
  const isReached = carried !== "no";
  return (
    <svg class="picture" viewBox="0 0 120 24" aria-hidden="true" focusable="false">
      <circle class="program" cx="6" cy="12" r="4" />
      <path class={isReached ? "way" : "way cut"} d={isReached ? "M12 12H50" : "M12 12H34"} />
      {!isReached && <path class="cross" d="M38 8l8 8m0-8l-8 8" />}
      {carried === "twice" && <rect class="store" x="58" y="3" width="12" height="12" rx="2" />}
      <rect class={isReached ? "store" : "store empty"} x="54" y="6" width="12" height="12" rx="2" />
      {carried === "later" && <path class="hand" d="M60 8.500v3.500l2.500 1.500" />}
      {(answer === "whole" || answer === "twice") && <path class="way" d="M70 12H108" />}
      {answer === "twice" && <path class="way odd" d="M70 17H108" />}
      {answer === "other" && <path class="way odd" d="M70 12H108" />}
      {answer === "half" && <path class="way cut" d="M70 12H88" />}
      {(answer === "half" || answer === "none") && <path class="cross" d={answer === "half" ? "M92 8l8 8m0-8l-8 8" : "M76 8l8 8m0-8l-8 8"} />}
      <circle class={answer === "other" ? "end odd" : answer === "whole" || answer === "twice" ? "end" : "end empty"} cx="114" cy="12" r="4" />
    </svg>
  );
};
