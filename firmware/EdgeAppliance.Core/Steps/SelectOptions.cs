namespace EdgeAppliance.Core.Steps;

/// <param name="Names">What each of <paramref name="Channels"/> is called in the output.</param>
public sealed record SelectOptions(IReadOnlyList<string> Channels, IReadOnlyList<string> Names);
