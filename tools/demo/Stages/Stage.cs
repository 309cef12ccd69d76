using EdgeAppliance.Demo.Acts;
using EdgeAppliance.Demo.Appliance;
using EdgeAppliance.Demo.Cloud;

namespace EdgeAppliance.Demo.Stages;

/// <summary>What every act plays on: a cloud, an appliance, and a story to tell. All of it is gone when it is disposed of.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-demo-").FullName;

    public Stage(DemoOptions options, Story story, TimeProvider time)
    {
        Options = options;
        Story = story;
        Time = time;
        Broker = new CloudBroker(_folder, options.EmbeddedBroker);
        Recorder = new CloudRecorder(Broker.Port, time);
        Appliance = new ApplianceProcess(options.Daemon, _folder, time);
    }

    public DemoOptions Options { get; }

    public Story Story { get; }

    public TimeProvider Time { get; }

    public CloudBroker Broker { get; }

    public CloudRecorder Recorder { get; }

    public ApplianceProcess Appliance { get; }

    public async Task Play(IReadOnlyList<Act> acts, CancellationToken stop)
    {
        for (int i = 0; i < acts.Count; i++)
        {
            Story.Begin(i + 1, acts[i]);
            await acts[i].Play(this, stop);
        }
    }

    /// <summary>Keeps what the daemon says of itself, for whoever asks why something did not come.</summary>
    public async Task KeepStatus(CancellationToken stop)
    {
        foreach (string page in new[] { "status", "sources", "outbox", "models" })
        {
            if (await Appliance.Api.TryGet($"/api/{page}", stop) is not { } found) continue;
            await File.WriteAllTextAsync(Path.Combine(Options.Out, $"{page}.json"), found.GetRawText(), stop);
        }
        Story.Say($"What the daemon says of itself now is in {Path.GetRelativePath(DemoOptions.Root, Options.Out)}.");
    }

    public async ValueTask DisposeAsync()
    {
        await Recorder.DisposeAsync();
        Appliance.Dispose();
        Broker.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
