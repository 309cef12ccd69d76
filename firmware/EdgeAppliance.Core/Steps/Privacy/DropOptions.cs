namespace EdgeAppliance.Core.Steps.Privacy;

/// <param name="When">The condition's text; empty for always.</param>
/// <param name="Channels">What is missing in a reading that the condition holds for; none where the whole reading is dropped.</param>
internal sealed record DropOptions(LeavingOptions Leaving, string When, IReadOnlyDictionary<string, double> Constants, IReadOnlyList<string> Channels);
