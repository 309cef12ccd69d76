using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.Acts;

/// <summary>Installs a better version, which has to be kept.</summary>
internal sealed class InstallBetter(Script script) : Act
{
    private const string Version = "1.1.0";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public override string Title => $"A better model: host-anomaly {Version}";

    public override string Meaning =>
        $"Its golden test runs first. Then it runs beside the old one on live readings for {script.Trial.TotalSeconds:F0} s, and takes over if it does well.";

    public override async Task Play(Stage stage, CancellationToken stop)
    {
        long since = stage.Time.GetTimestamp();
        var installer = new ModelInstaller(stage, script.Trial + s_patience);
        var ended = await installer.Install(Path.Combine(DemoOptions.Root, "models/host-anomaly"), stop);
        var took = stage.Time.GetElapsedTime(since);
        string running = (await installer.State(stop))?.Version ?? "none";
        bool kept = ended is { State: "committed" } && running == Version;
        stage.Story.Summary["committed_version"] = running;
        stage.Story.Summary["commit_seconds"] = Math.Round(took.TotalSeconds, 1);
        if (kept) stage.Story.Say($"Committed after {took.TotalSeconds:F1} s: {Version} runs now.");
        stage.Story.Claim("A better model is tried, then kept",
            kept ? $"{Version} committed after {took.TotalSeconds:F1} s" : $"{ended?.State ?? "no end"}, {running} runs: {ended?.Reason}",
            kept);
    }
}
