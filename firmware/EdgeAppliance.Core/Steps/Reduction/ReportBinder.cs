namespace EdgeAppliance.Core.Steps.Reduction;

/// <summary>Reads a <c>report</c> step's configuration.</summary>
internal static class ReportBinder
{
    public static ReportOptions Bind(StepConfiguration configuration)
    {
        var (channels, bands) = ChannelBands.Bind(configuration, "bands");
        long everyUs = (long)configuration.Duration("atLeastEvery", TimeSpan.FromMinutes(10)).TotalMicroseconds;
        string? quality = configuration.Has("quality") ? configuration.Text("quality", ".good") : null;
        if (quality is not null && channels.Any(channel => channels.Contains(channel + quality))) configuration.Report("quality", "makes the name of a channel that is reported.");
        if (quality is not null && channels.Length > StepLimits.ChannelsMax / 2) configuration.Report("quality", $"makes more than {StepLimits.ChannelsMax} channels.");
        return new ReportOptions(channels, bands, everyUs) { Quality = quality };
    }
}
