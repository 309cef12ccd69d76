using EdgeAppliance.Core.Behaviour;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads one of the <c>watches</c>. A rule that declares no limits learns them.</summary>
internal static class WatchReader
{
    private const int CountMost = 1000;

    public static BehaviourRules Read(string name, ConfigSection section)
    {
        var usual = new BehaviourRules(name);
        var rate = section.FindSection("rate");
        var size = section.FindSection("size");
        var range = section.FindSection("range");
        var sequence = section.FindSection("sequence");
        var rules = usual with
        {
            Sources = [.. section.TextNodes("from").Select(node => node.Text)],
            Devices = [.. section.TextNodes("devices").Select(node => node.Text)],
            Rate = rate is null ? null : Limits(rate, 1, 3),
            RateOver = rate?.Duration("over", usual.RateOver, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)) ?? usual.RateOver,
            Size = size is null ? null : Limits(size, 3, 10),
            Range = range is null ? null : Rule(range, 3, 10),
            Ranges = range is null ? usual.Ranges : Ranges(range),
            Silence = section.FindSection("silence") is { } silence ? Silence(silence) : null,
            Sequence = sequence is null ? null : Rule(sequence, 1, 10),
            SequenceChannel = sequence?.RequiredText("channel") ?? "",
            SequenceWrap = sequence?.Number("wrap", 0, 0, 1L << 53) ?? 0,
            LearnFor = section.Duration("learnFor", usual.LearnFor, TimeSpan.FromSeconds(1), TimeSpan.FromDays(365)),
            Margin = section.Number("margin", usual.Margin, 0, 100),
            ThrottleTo = section.Number("throttleTo", usual.ThrottleTo, 0.001, 1e6),
            QuarantineFor = section.Duration("quarantineFor", usual.QuarantineFor!.Value, TimeSpan.Zero, TimeSpan.FromDays(365)),
        };
        foreach (var rule in new[] { rate, size, range, sequence }) rule?.RefuseUnknownKeys();
        section.RefuseUnknownKeys();
        if (rules is { Rate: null, Size: null, Range: null, Silence: null, Sequence: null }) section.Errors.Add(section.Node, "watches nothing; write at least one of rate, size, range, silence and sequence");
        if (rules.QuarantineFor == TimeSpan.Zero) rules = rules with { QuarantineFor = null };
        return rules.Range is null ? rules : rules with { Range = rules.Range with { IsLearnt = rules.Ranges.Count == 0 } };
    }

    private static BehaviourRule Limits(ConfigSection section, int raiseAfter, int clearAfter)
    {
        bool hasLeast = section.Find("least") is not null, hasMost = section.Find("most") is not null;
        double least = section.Number("least", 0, 0, 1e12), most = section.Number("most", 1e12, 0, 1e12);
        if (least > most) section.Errors.Add(section.Find("least")!, "must not be above 'most'");
        var rule = Rule(section, raiseAfter, clearAfter);
        return rule with { Least = hasLeast ? least : double.NaN, Most = hasMost ? most : double.NaN, IsLearnt = !hasLeast && !hasMost };
    }

    private static BehaviourRule Silence(ConfigSection section)
    {
        bool isLearnt = section.Find("after") is null;
        var after = section.Duration("after", TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));
        int clearAfter = section.Integer("clearAfter", 1, 1, CountMost);
        section.RefuseUnknownKeys();
        return new BehaviourRule(BehaviourAction.Report, 1, clearAfter) { Most = isLearnt ? double.NaN : after.TotalSeconds, IsLearnt = isLearnt };
    }

    private static BehaviourRule Rule(ConfigSection section, int raiseAfter, int clearAfter)
    {
        var action = section.Choice("action", BehaviourAction.Report, ("report", BehaviourAction.Report), ("throttle", BehaviourAction.Throttle), ("quarantine", BehaviourAction.Quarantine));
        return new BehaviourRule(action, section.Integer("raiseAfter", raiseAfter, 1, CountMost), section.Integer("clearAfter", clearAfter, 1, CountMost));
    }

    private static Dictionary<string, (double Low, double High)> Ranges(ConfigSection range)
    {
        var ranges = new Dictionary<string, (double, double)>(StringComparer.Ordinal);
        foreach (var (channel, section) in range.Sections("channels"))
        {
            double low = section.Number("low", double.NegativeInfinity, double.MinValue, double.MaxValue);
            double high = section.Number("high", double.PositiveInfinity, double.MinValue, double.MaxValue);
            if (low > high) section.Errors.Add(section.Find("low")!, "must not be above 'high'");
            section.RefuseUnknownKeys();
            ranges.Add(channel, (low, high));
        }
        return ranges;
    }
}
