namespace EdgeAppliance.Core.Steps;

/// <param name="Fixed">Known mean and deviation by channel; empty where they are learnt.</param>
/// <param name="Commission">Readings that are learnt as normal; 0 where mean and deviation are fixed.</param>
/// <param name="Channels">Channels that are learnt; empty for all that the first reading has.</param>
/// <param name="Score">Name of a channel added for the distance from normal, beside one named <c>threshold</c>; null for none.</param>
/// <param name="Quantile">Share of the learnt readings that lie below the threshold before its margin.</param>
/// <param name="Margin">The threshold is so many times that quantile.</param>
public sealed record NormalizeOptions(
    IReadOnlyList<ChannelNorm> Fixed, int Commission, IReadOnlyList<string> Channels, string? Score, double Quantile, double Margin);
