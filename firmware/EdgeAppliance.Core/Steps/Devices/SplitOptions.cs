using System.Collections.Immutable;

namespace EdgeAppliance.Core.Steps.Devices;

/// <param name="OnlyFirst">A reading goes to the first route that takes it; else to each.</param>
/// <param name="KeepsRest">What no route takes goes on as it is; else it is left out.</param>
internal sealed record SplitOptions(ImmutableArray<SplitRoute> Routes, bool OnlyFirst, bool KeepsRest);
