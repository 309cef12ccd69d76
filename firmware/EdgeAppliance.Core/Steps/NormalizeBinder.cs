using System.Text.Json;

namespace EdgeAppliance.Core.Steps;

/// <summary>Reads a <c>normalize</c> step's configuration: fixed, or learnt.</summary>
internal static class NormalizeBinder
{
    public static NormalizeOptions Bind(StepConfiguration configuration)
    {
        bool learns = configuration.Has("commission");
        string? score = configuration.Has("score") ? configuration.Text("score", "score") : null;
        if (score == "threshold") configuration.Report("score", "must not be 'threshold', which is the name of the channel beside it.");
        return learns ? BindLearnt(configuration, score) : BindFixed(configuration, score);
    }

    private static NormalizeOptions BindLearnt(StepConfiguration configuration, string? score)
    {
        int commission = configuration.Integer("commission", 2, 2, StepLimits.WindowRowsMax);
        var channels = configuration.Texts("channels");
        double quantile = configuration.Number("quantile", 1);
        double margin = configuration.Number("margin", 1);
        if (quantile is not (> 0 and <= 1)) configuration.Report("quantile", "must be more than 0 and at most 1.");
        if (margin <= 0) configuration.Report("margin", "must be more than 0.");
        if ((long)commission * channels.Count > StepLimits.ValuesMax) configuration.Report("commission", $"times the channels is over the limit of {StepLimits.ValuesMax} values.");
        return new NormalizeOptions([], commission, channels, score, quantile, margin);
    }

    private static NormalizeOptions BindFixed(StepConfiguration configuration, string? score)
    {
        var norms = new List<ChannelNorm>();
        foreach (var (channel, value) in configuration.Members("channels"))
        {
            var nested = configuration.Nested("channels", channel, value);
            norms.Add(new ChannelNorm(channel, nested.Number("mean", 0), nested.Number("std", 1)));
            if (norms[^1].Std <= 0) nested.Report("std", "must be more than 0.");
            nested.RefuseUnknown();
        }
        if (!configuration.Has("channels"))
            configuration.Report("", "needs channels with their mean and std, or commission: how many readings to learn as normal.");
        return new NormalizeOptions(norms, 0, [], score, 1, 1);
    }
}
