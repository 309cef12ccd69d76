namespace EdgeAppliance.Core.Steps.Privacy;

/// <param name="TimeUs">Times are brought down to a multiple of this; 0 for as they are.</param>
internal sealed record GeneraliseOptions(LeavingOptions Leaving, IReadOnlyDictionary<string, Coarsening> Channels, PlaceGrid? Place, long TimeUs);
