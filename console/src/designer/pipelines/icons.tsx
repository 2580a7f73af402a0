/** A lock: something is asked of what passes here. */
export function GateIcon() {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" style={{ flexShrink: 0 }}>
      <rect x="2" y="6" width="10" height="7" rx="1.5" fill="currentColor" />
      <path d="M4.5 6 V4 a2.5 2.5 0 0 1 5 0 V6" fill="none" stroke="currentColor" strokeWidth="1.6" />
    </svg>
  );
}

/** Three dots: something can be done here. */
export function MoreIcon() {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <circle cx="3" cy="7" r="1.3" fill="currentColor" />
      <circle cx="7" cy="7" r="1.3" fill="currentColor" />
      <circle cx="11" cy="7" r="1.3" fill="currentColor" />
    </svg>
  );
}
