using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Commands;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Updates.Reported;
using EdgeAppliance.Daemon.Uplink;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Running;

/// <summary>The uplinks. What waits for one that is configured no more stays in the outbox, and a condition says so.</summary>
/// <param name="now">The time that certificates are checked against.</param>
/// <param name="commands">What the other side may tell something.</param>
/// <remarks>Changed by one caller at a time; looked at by any.</remarks>
internal sealed class RunningUplinks(Parts parts, string device, Func<DateTimeOffset> now, CommandTargets commands) : IAsyncDisposable
{
    private readonly PrivatePipelines _private = new();
    private volatile IReadOnlyDictionary<string, RunningUplink> _uplinks = new Dictionary<string, RunningUplink>();

    /// <summary>What becomes of bundles; null where nothing is told.</summary>
    public ReportedBundles? Reports { get; init; }

    /// <summary>What MQTT brokers are listened to for.</summary>
    public UpdateNudges? Nudges { get; init; }

    public IReadOnlyCollection<RunningUplink> All => [.. _uplinks.Values];

    public IReadOnlyList<HealthCondition> Conditions => [.. Unlinked(), .. NotNudged(), .. Withheld(), .. Orphaned()];

    /// <summary>Makes the uplinks those of a configuration; what did not change is not touched.</summary>
    /// <returns>The paths of what changed.</returns>
    public async Task<IReadOnlyList<string>> Apply(ApplianceConfiguration configuration)
    {
        // Before any pipeline makes a record under this configuration: they are changed after the uplinks, or not started yet.
        _private.Set(configuration.Pipelines.Values.Where(pipeline => pipeline.IsPrivate).Select(pipeline => pipeline.Name));
        bool isNudgedElsewhere = Nudges is { } nudges && nudges.Topic != configuration.Updates?.Nudge;
        if (isNudgedElsewhere) Nudges!.Topic = configuration.Updates?.Nudge;
        var ended = _uplinks.Values.Where(old => (isNudgedElsewhere && old.Configuration is MqttUplinkConfiguration) || !configuration.Uplinks.TryGetValue(old.Configuration.Name, out var wanted) || wanted.Fingerprint != old.Configuration.Fingerprint).ToList();
        await Task.WhenAll(ended.Select(Stop));
        var next = _uplinks.Values.Except(ended).ToDictionary(uplink => uplink.Configuration.Name);
        var changed = ended.Select(old => old.Configuration.Name).ToHashSet();
        foreach (var (name, wanted) in configuration.Uplinks)
        {
            if (next.ContainsKey(name)) continue;
            next.Add(name, Start(wanted));
            changed.Add(name);
        }
        _uplinks = next;
        return [.. changed.Select(name => $"uplinks.{name}")];
    }

    /// <summary>Waits a moment for what is on its way.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_uplinks.Values.Select(Stop));

    private RunningUplink Start(UplinkConfiguration wanted)
    {
        var state = new UplinkState(wanted.Name);
        var around = new UplinkSurroundings(parts.Store, parts.Time, new Random(), parts.Loggers.CreateLogger<UplinkSender>(), wanted.SilenceMax) { Private = _private, StateDirectory = parts.StateDirectory };
        var made = UplinkCatalog.Make(wanted, new UplinkContext { Device = device, Now = now, Eras = parts.Eras, State = state, Around = around, Commands = commands, Reports = Reports, Nudges = Nudges });
        var stop = new CancellationTokenSource();
        var sender = new UplinkSender(state, made.Pace, made.Link, made.Messages, around);
        return new RunningUplink(wanted, state, stop, Task.Run(() => sender.Run(stop.Token))) { Sent = made.Sent };
    }

    private static async Task Stop(RunningUplink uplink)
    {
        await uplink.Stop.CancelAsync();
        await uplink.Sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        uplink.Stop.Dispose();
    }

    private IEnumerable<HealthCondition> Unlinked()
    {
        foreach (var (name, uplink) in _uplinks)
        {
            if (uplink.Sending.IsFaulted)
                yield return new HealthCondition("uplink.stopped", HealthSeverity.Error, $"uplinks.{name}", $"Nothing is sent any more: {uplink.Sending.Exception.GetBaseException().Message}", "Restart the daemon, and report what 'edgectl logs' shows.");
            else if (uplink.State is { Connected: false, LastError: { } why })
                yield return new HealthCondition("uplink.no-link", HealthSeverity.Warning, $"uplinks.{name}", $"There is no link: {why}", "Look at the network and at the url; records wait in the outbox, and it is tried again by itself.");
        }
    }

    private IEnumerable<HealthCondition> NotNudged()
    {
        if (Nudges is { Topic: { } topic, Refusal: { } why })
            yield return new HealthCondition("updates.not-nudged", HealthSeverity.Warning, "updates.nudge", $"Nobody can say on '{topic}' that there are updates: {why}", "Let the appliance subscribe to it, or leave 'nudge' out; it is looked now and then all the same.");
    }

    private IEnumerable<HealthCondition> Withheld()
    {
        foreach (var (name, uplink) in _uplinks)
            if (uplink.State.Withheld is > 0 and var count)
                yield return new HealthCondition("uplink.private-withheld", HealthSeverity.Error, $"uplinks.{name}", $"{count} records of private pipelines were not sent, because no privacy step had cleared them", "Records from before a pipeline was private are withheld; others mean a fault: report what 'edgectl logs' shows.");
    }

    private IEnumerable<HealthCondition> Orphaned()
    {
        foreach (var lane in parts.Store.Status.Lanes)
            if (lane.Count > 0 && !_uplinks.ContainsKey(lane.Lane.Uplink))
                yield return new HealthCondition("outbox.orphaned", HealthSeverity.Warning, $"uplinks.{lane.Lane.Uplink}", $"{lane.Count} records wait for an uplink that is configured no more", $"Configure '{lane.Lane.Uplink}' again to have them sent.");
    }
}
