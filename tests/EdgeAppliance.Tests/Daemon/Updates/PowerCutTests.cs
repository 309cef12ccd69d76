using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Disk;
using EdgeAppliance.Tests.Daemon.Updates.Disk;
using EdgeAppliance.Tests.Inference.Steps;
using Xunit.Abstractions;

namespace EdgeAppliance.Tests.Daemon.Updates;

/// <summary>Cuts the power at every step that two installations, one good and one bad, make on the disk, with a restart in the good one's trial.</summary>
public sealed class PowerCutTests(ITestOutputHelper output)
{
    private const int Seed = 20261127;

    /// <summary>EDGE_UPDATE_CUTS asks for more.</summary>
    private static readonly int RunsMin = int.TryParse(Environment.GetEnvironmentVariable("EDGE_UPDATE_CUTS"), out int more) ? more : 200;
    private const string WindowInfer = """[{"type":"window","size":4},{"type":"infer","model":"tiny"}]""";
    private static readonly ChannelSet AB = new("a", "b");

    [Fact]
    public async Task Install_CutAtEveryStep_LeavesOneVersionWholeAndGoesOn()
    {
        int steps = (await Run(int.MaxValue, null)).Steps;
        Assert.InRange(steps, 40, 200);
        int each = Math.Max(2, (RunsMin + steps - 1) / steps);
        int runs = 0;
        for (int cut = 0; cut < steps; cut++)
        {
            // All of what was not synced is there, nothing of it, and whatever chance leaves.
            for (int i = 0; i < each; i++, runs++)
            {
                double loses = i switch { 0 => 0, 1 => 1, _ => 0.5 };
                Assert.True((await Run(cut, new Chance(loses, new Random(Seed + cut * each + i)))).IsCut);
            }
        }
        output.WriteLine($"{steps} steps, {runs} cuts");
        Assert.True(runs >= RunsMin);
    }

    private static async Task<CutDisk> Run(int stepsUntilCut, Chance? lose)
    {
        await using var appliance = new UpdatedAppliance();
        appliance.TrialOf(windows: 2, seconds: 5);
        appliance.Start();
        await appliance.Install(appliance.Bundle("0.9", "1"));
        await appliance.Stop();
        var disk = new CutDisk(appliance.PathOf("trash"), stepsUntilCut);
        appliance.Disk = disk;
        var told = await Scenario(appliance, disk);
        appliance.Abandon();
        if (lose is { } lost) disk.LoseWhatWasNotSynced(() => lost.Random.NextDouble() < lost.Share);
        appliance.Disk = new UpdateDisk();
        appliance.Start();
        try
        {
            await CheckWhole(appliance, told);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Cut at step {stepsUntilCut}, {lose?.Share:P0} of what was not synced lost.", e);
        }
        return disk;
    }

    /// <returns>Every end of an installation that was told.</returns>
    private static async Task<List<InstallStatus>> Scenario(UpdatedAppliance appliance, CutDisk disk)
    {
        var told = new List<InstallStatus>();
        appliance.Start();
        await appliance.Updates.Install(appliance.Bundle("0.92", "2"), CancellationToken.None);
        UpdatedAppliance.Until(() => !appliance.Updates.IsBusy);
        if (disk.IsCut) return told;
        await appliance.Stop();
        appliance.Start();
        PushAndTick(appliance);
        if (disk.IsCut) return told;
        Assert.Equal(InstallState.Committed, appliance.Newest.State);
        told.Add(appliance.Newest);
        await appliance.Updates.Install(appliance.Bundle("0", "3"), CancellationToken.None);
        UpdatedAppliance.Until(() => !appliance.Updates.IsBusy);
        PushAndTick(appliance);
        if (disk.IsCut) return told;
        Assert.Equal(InstallState.RolledBack, appliance.Newest.State);
        told.Add(appliance.Newest);
        return told;
    }

    private static async Task CheckWhole(UpdatedAppliance appliance, List<InstallStatus> told)
    {
        var installs = appliance.Updates.Installs;
        bool is2Committed = installs.Any(install => install is { Version: "2", State: InstallState.Committed });
        Assert.Equal(is2Committed ? "2" : "1", appliance.Repository.Slot("tiny").Current().Manifest.Version);
        Assert.Empty(appliance.Repository.Conditions);
        Assert.DoesNotContain(installs, install => install.State == InstallState.Verifying);
        Assert.All(told, end => Assert.Contains(end, installs));
        Assert.DoesNotContain(installs, install => install.State is InstallState.Refused or InstallState.Testing);
        if (installs.FirstOrDefault(install => install.State == InstallState.Interrupted) is { } interrupted) Assert.Contains("was interrupted", interrupted.Reason);

        var onTrial = installs.Where(install => install.State == InstallState.Trial).Select(install => install.Version);
        Assert.Equal(onTrial.SingleOrDefault(), appliance.Page().TrialVersion);
        string[] wanted = [.. onTrial, "1", .. is2Committed ? ["2"] : Array.Empty<string>()];
        Assert.Equal(wanted.Order(), Directory.GetDirectories(Path.Combine(appliance.Models, "tiny")).Select(Path.GetFileName).Order());
        Assert.False(Directory.Exists(Path.Combine(appliance.Models, ".staging")));

        PushAndTick(appliance);
        Assert.DoesNotContain(appliance.Updates.Installs, install => install.State == InstallState.Trial);
        await appliance.Install(appliance.Bundle("0.92", "4"));
        PushAndTick(appliance);
        Assert.Equal((InstallState.Committed, "4"), (appliance.Newest.State, appliance.Page().Version));
    }

    private readonly record struct Chance(double Share, Random Random);

    private static void PushAndTick(UpdatedAppliance appliance)
    {
        var trial = appliance.Trial;
        if (trial is null && appliance.Repository.TryCurrent("tiny") is null) return;
        var chain = new InferHarness(appliance.Repository, WindowInfer);
        for (int i = 0; i < 8; i++) chain.Push(AB, [1, 1]);
        if (trial is not null) UpdatedAppliance.Until(() => trial.Report is { Current.Runs: 2, Candidate.Runs: 2 });
        appliance.Tick(5);
    }
}
