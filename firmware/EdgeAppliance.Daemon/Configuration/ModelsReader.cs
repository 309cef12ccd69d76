using EdgeAppliance.Daemon.Updates.Trials;

namespace EdgeAppliance.Daemon.Configuration;

internal static class ModelsReader
{
    private const int VersionsKeptMax = 16;
    private const int SlowerMost = 1000;
    private const int DriftMost = 16;
    private const int WindowsMinMost = 1_000_000;
    private static readonly TimeSpan DurationLeast = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DurationMost = TimeSpan.FromDays(30);

    public static ModelsConfiguration Read(ConfigSection section)
    {
        var standard = new ModelsConfiguration(section.FindText("repository"), section.Size("memory", 512L << 20, 1 << 20));
        var models = standard with
        {
            Drop = section.FindText("drop"),
            VersionsKept = section.Integer("keep", standard.VersionsKept, 2, VersionsKeptMax),
            VersionsBytesMax = section.Size("keepBytes", standard.VersionsBytesMax, 0),
            Trial = ReadTrial(section.Section("trial"), standard.Trial),
        };
        section.RefuseUnknownKeys();
        return models;
    }

    private static ModelTrialConfiguration ReadTrial(ConfigSection section, ModelTrialConfiguration standard)
    {
        var duration = section.Duration("duration", standard.Duration, DurationLeast, DurationMost);
        // Where only the duration is given, a trial may still be made six times as long, as it may by default.
        var trial = new ModelTrialConfiguration
        {
            Duration = duration,
            DurationMax = section.Duration("durationMax", duration * 6, duration, DurationMost * 6),
            WindowsMin = section.Integer("windows", standard.WindowsMin, 1, WindowsMinMost),
            AlarmRiseMax = section.Number("alarmRise", standard.AlarmRiseMax, 0, 1),
            ErrorsMax = section.Number("errors", standard.ErrorsMax, 0, 1),
            SlowerMax = section.Number("slower", standard.SlowerMax, 1, SlowerMost),
            DriftMax = section.Number("drift", standard.DriftMax, 0, DriftMost),
            ResidentMax = section.Size("resident", standard.ResidentMax, 1 << 20),
            RollBackIf = ReadCondition(section),
        };
        section.RefuseUnknownKeys();
        return trial;
    }

    private static TrialCondition? ReadCondition(ConfigSection section)
    {
        if (section.FindText("rollBackIf") is not { } text) return null;
        var condition = TrialCondition.Parse(text, out string? error);
        var node = section.Find("rollBackIf")!;
        // A message about a formula quotes parts of it, which may be a secret's.
        if (condition is null) section.Errors.Add(node, SecretStore.HasPlaceholder(node.Text) ? $"'{node.Text}' is no condition of what is measured" : error!);
        return condition;
    }
}
