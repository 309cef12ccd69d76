using System.Text.Json;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Reports;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Daemon.Updates.Reported;
using EdgeAppliance.Daemon.Updates.Rollouts;
using EdgeAppliance.Daemon.Updates.Shelf;

namespace EdgeAppliance.Tests.Daemon.Updates.Rollouts;

public sealed class RolloutGateTests
{
    private static readonly RolloutDevice s_box = new("box", new Dictionary<string, string> { ["site"] = "north" });

    private readonly Dictionary<string, TargetFile> _targets = [];
    private readonly RolloutGate _gate;
    private DateTimeOffset _now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    public RolloutGateTests() => _gate = new RolloutGate(s_box, () => new RolloutMoment(_now, TimeZoneInfo.Utc, IsRight: true));

    [Fact]
    public void MayBegin_NoRollout_IsForEverybody()
    {
        Offer("1.0.0", null);

        Assert.True(_gate.MayBegin("pump", "1.0.0"));
        Assert.Empty(_gate.Held);
    }

    [Fact]
    public void MayBegin_LaterStage_IsHeldUntilItIsPublished()
    {
        var rollout = new Rollout("r") { Stages = [new(0), new(1_000_000)] };
        Offer("1.0.0", rollout);
        Assert.False(_gate.MayBegin("pump", "1.0.0"));
        var held = Assert.Single(_gate.Held);
        Assert.Equal(("r", "1.0.0", _now), (held.Deployment, held.Version, held.Since));
        _now += TimeSpan.FromHours(1);
        Assert.False(_gate.MayBegin("pump", "1.0.0"));
        Assert.Equal(held, Assert.Single(_gate.Held));

        Offer("1.0.0", rollout with { Stage = 2 });

        Assert.True(_gate.MayBegin("pump", "1.0.0"));
        Assert.Empty(_gate.Held);
        Assert.Equal("r", _gate.DeploymentOf("pump", "1.0.0"));
    }

    [Fact]
    public void MayBegin_RolloutThatIsNotUnderstood_IsForNobody()
    {
        OfferText("1.0.0", """{"bundle":"pump","version":"1.0.0","rollout":{"onlyOnMars":true}}""");

        Assert.False(_gate.MayBegin("pump", "1.0.0"));
        Assert.Contains("onlyOnMars", Assert.Single(_gate.Held).Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void MayBegin_AbortedOrNotMeant_WaitsForNothing(bool isAborted)
    {
        var south = new DeviceGroup(new HashSet<string>(), new Dictionary<string, IReadOnlySet<string>> { ["site"] = new HashSet<string> { "south" } });
        Offer("1.0.0", isAborted ? new Rollout("r") { State = RolloutState.Aborted } : new Rollout("r") { To = south });

        Assert.False(_gate.MayBegin("pump", "1.0.0"));
        Assert.Empty(_gate.Held);
    }

    /// <summary>What is here already waits for its window and where its rollout is paused; whose turn it is was asked before.</summary>
    [Fact]
    public void WhyWait_OfWhatIsHere_IsTheTimeAndAPauseAlone()
    {
        Assert.Null(_gate.WhyWait("pump", "1.0.0"));
        Offer("1.0.0", new Rollout("r") { Stages = [new(0), new(1_000_000)] });
        Assert.Null(_gate.WhyWait("pump", "1.0.0"));
        Offer("1.0.0", new Rollout("r") { State = RolloutState.Paused });
        Assert.Equal("rollout r is paused", _gate.WhyWait("pump", "1.0.0"));
        Offer("1.0.0", new Rollout("r") { NotBefore = _now.AddHours(1) });
        Assert.StartsWith("rollout r begins at", _gate.WhyWait("pump", "1.0.0"));
        Assert.Empty(_gate.Held);
    }

    [Fact]
    public void Look_VersionIsGone_IsHeldNoMore()
    {
        Offer("1.0.0", new Rollout("r") { State = RolloutState.Paused });
        Assert.False(_gate.MayBegin("pump", "1.0.0"));

        _targets.Clear();
        _gate.Look(_targets);

        Assert.Empty(_gate.Held);
    }

    [Fact]
    public void Report_RunsWaitsAndFailed_TellsAllThree()
    {
        Offer("3.0.0", new Rollout("r3") { State = RolloutState.Paused });
        Offer("2.0.0", new Rollout("r2"));
        _gate.MayBegin("pump", "3.0.0");
        var page = new ModelsPage
        {
            MemoryBytes = 0,
            MemoryBytesMax = 0,
            Models = [Model("1.0.0")],
            Installs = [Install(7, "2.0.0", InstallState.RolledBack, "it drifts"), Install(6, "1.0.0", InstallState.Committed, "nothing to compare")],
        };

        var report = DeviceReports.Of(s_box, page, _gate);

        Assert.Equal(report.ToUtf8(), DeviceReport.TryParse(report.ToUtf8())!.ToUtf8());
        Assert.Equal(
            [("1.0.0", ReportedState.Committed, null, null), ("2.0.0", ReportedState.RolledBack, "r2", "it drifts"), ("3.0.0", ReportedState.Waiting, "r3", "rollout r3 is paused")],
            report.Bundles.Select(bundle => (bundle.Version, bundle.State, bundle.Deployment, bundle.Reason)));
        Assert.Equal(_now.AddMinutes(6), report.Bundles[0].Since);
    }

    [Fact]
    public void Report_CouldNotBeFetched_TellsWhyAsLongAsNothingNewerRuns()
    {
        Offer("3.0.0", new Rollout("r3"));
        var page = new ModelsPage { MemoryBytes = 0, MemoryBytesMax = 0, Models = [Model("1.0.0")] };
        FailedVersion[] failed =
        [
            new("pump", "2.0.0", "it is not bundle.json"), new("pump", "3.0.0", "it is made for arm64") { For = FailedFor.ThisDevice },
            new("texts", "1", "no source here sends flow") { For = FailedFor.Now }, new("old", "1", "it crashes"),
        ];

        var report = DeviceReports.Of(s_box, page with { Models = [.. page.Models, Model("2") with { Name = "old" }] }, _gate, failed: failed);

        Assert.Equal(
            [("old", "2", ReportedState.Committed, null, null), ("pump", "1.0.0", ReportedState.Committed, null, null), ("pump", "3.0.0", ReportedState.Refused, "r3", "it is made for arm64"), ("texts", "1", ReportedState.Waiting, null, "no source here sends flow")],
            report.Bundles.Select(bundle => (bundle.Bundle, bundle.Version, bundle.State, bundle.Deployment, bundle.Reason)));
    }

    [Fact]
    public void Report_OtherKindsThanModels_AreToldToo()
    {
        ShelfEntry Entry(long id, string version, InstallState state, string? reason) =>
            new() { Id = id, Kind = BundleKind.Configuration, Name = "site", Version = version, State = state, Reason = reason, StartedAt = _now, EndsAt = _now };

        var report = DeviceReports.Of(s_box, new ModelsPage { MemoryBytes = 0, MemoryBytesMax = 0 }, null, shelf: [Entry(2, "2", InstallState.RolledBack, "it cannot be applied"), Entry(1, "1", InstallState.Committed, null)]);

        Assert.Equal([("1", ReportedState.Committed, null), ("2", ReportedState.RolledBack, "it cannot be applied")], report.Bundles.Select(bundle => (bundle.Version, bundle.State, bundle.Reason)));
    }

    [Fact]
    public void Report_VeryMuch_CanStillBeRead()
    {
        var installs = Enumerable.Range(0, 1000).Select(i => Install(i, "1.0.0", InstallState.Refused, new string('ü', 5000)) with { Model = $"model-{i}" });

        var report = DeviceReports.Of(s_box, new ModelsPage { MemoryBytes = 0, MemoryBytesMax = 0, Installs = [.. installs] }, null);

        Assert.NotNull(DeviceReport.TryParse(report.ToUtf8()));
    }

    private void Offer(string version, Rollout? rollout)
    {
        var custom = JsonDocument.Parse($$"""{"bundle":"pump","version":"{{version}}"}""").RootElement;
        OfferText(version, (rollout is null ? custom : RolloutWriter.Into(custom, rollout)).GetRawText());
    }

    private void OfferText(string version, string custom)
    {
        string name = $"bundles/pump/{version}/bundle.json";
        _targets[name] = new TargetFile(name, 1, new Dictionary<string, byte[]>(), JsonDocument.Parse(custom).RootElement);
        _gate.Look(_targets);
    }

    private InstallStatus Install(long id, string version, InstallState state, string reason) =>
        new() { Id = id, Model = "pump", Version = version, State = state, Reason = reason, StartedAt = _now, EndsAt = _now.AddMinutes(id) };

    private static ModelStatus Model(string version) => new() { Name = "pump", Version = version, State = ModelState.Running, MemoryBytes = 0 };
}
