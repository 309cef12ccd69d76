namespace EdgeAppliance.Core.Steps.Privacy;

/// <param name="Device">Whether the device gets another name too.</param>
/// <param name="Channels">Those whose numbers are identifiers.</param>
internal sealed record PseudonymiseOptions(LeavingOptions Leaving, bool Device, IReadOnlyList<string> Channels, Pseudonym Pseudonym);
