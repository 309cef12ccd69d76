namespace EdgeAppliance.Core.Steps;

/// <param name="Bands">How far each of <paramref name="Channels"/> may move without being handed on.</param>
/// <param name="AtLeastEveryUs">Hands on a reading after so long even where nothing moved; 0 for never.</param>
public sealed record DeadbandOptions(IReadOnlyList<string> Channels, IReadOnlyList<double> Bands, long AtLeastEveryUs);
