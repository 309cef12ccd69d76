using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Disk;
using EdgeAppliance.Tests.Daemon.Updates.Disk;
using Xunit.Abstractions;

namespace EdgeAppliance.Tests.Daemon.Updates.Sets;

/// <summary>Ends the appliance at every step that two sets of two models, one good and one bad, make on the disk, with a restart in the good one's trial: both models are always of the
/// same version. With nothing lost of what was not synced it is a kill -9, else a power cut.</summary>
public sealed class SetPowerCutTests(ITestOutputHelper output)
{
    private const int Seed = 20261128;

    /// <summary>EDGE_UPDATE_CUTS asks for more than one a step.</summary>
    private static readonly int s_runsMin = int.TryParse(Environment.GetEnvironmentVariable("EDGE_UPDATE_CUTS"), out int more) ? more : 0;

    [Fact]
    public async Task InstallSet_CutAtEveryStep_LeavesAllOldOrAllNew()
    {
        int steps = (await Run(int.MaxValue, 0, new Random(Seed))).Steps;
        Assert.InRange(steps, 80, 400);
        int each = Math.Max(1, (s_runsMin + steps - 1) / steps);
        for (int cut = 0; cut < steps; cut++)
        {
            for (int i = 0; i < each; i++)
            {
                int seed = Seed + cut * each + i;
                double loses = (cut + i) % 3 / 2.0;
                Assert.True((await Run(cut, loses, new Random(seed))).IsCut);
            }
        }
        output.WriteLine($"{steps} steps, {steps * each} cuts from seed {Seed}");
    }

    private static async Task<CutDisk> Run(int stepsUntilCut, double loses, Random chance)
    {
        await using var world = new SetWorld();
        await world.WithVersion1();
        await world.Appliance.Stop();
        var disk = new CutDisk(world.Appliance.PathOf("trash"), stepsUntilCut);
        world.Appliance.Disk = disk;
        bool isCommitted = await Scenario(world, disk);
        world.Appliance.Abandon();
        disk.LoseWhatWasNotSynced(() => chance.NextDouble() < loses);
        world.Appliance.Disk = new UpdateDisk();
        world.Start();
        try
        {
            await CheckWhole(world, isCommitted);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Cut at step {stepsUntilCut}, {loses:P0} of what was not synced lost.", e);
        }
        return disk;
    }

    /// <returns>Whether it was told that the good set is kept.</returns>
    private static async Task<bool> Scenario(SetWorld world, CutDisk disk)
    {
        world.Start();
        await world.Install("2");
        if (disk.IsCut) return false;
        await world.Appliance.Stop();
        world.Start();
        world.PushAndTick();
        bool isCommitted = world.Running == ("2", "2");
        if (disk.IsCut) return isCommitted;
        Assert.True(isCommitted);
        await world.Install("3", tiny: "0");
        if (disk.IsCut) return true;
        world.PushAndTick();
        if (!disk.IsCut) Assert.Equal(("2", "2"), world.Running);
        return true;
    }

    private static async Task CheckWhole(SetWorld world, bool isCommitted)
    {
        Assert.Contains(world.Running, new (string?, string?)[] { ("2", "2"), isCommitted ? ("2", "2") : ("1", "1") });
        Assert.Empty(world.Appliance.Repository.Conditions);
        Assert.DoesNotContain(world.Appliance.Updates.Installs, install => install.State is InstallState.Verifying or InstallState.Testing or InstallState.Refused);
        var before = world.Running;
        var onTrial = (world.Appliance.Page("tiny").TrialVersion, world.Appliance.Page("other").TrialVersion);
        Assert.Equal(onTrial.Item1, onTrial.Item2);
        world.PushAndTick();
        Assert.Equal(onTrial is ("2", "2") ? ("2", "2") : before, world.Running);
        Assert.DoesNotContain(world.Appliance.Updates.Installs, install => install.State == InstallState.Trial);
        Assert.Null((await world.Install("4")).Error);
        world.PushAndTick();
        Assert.Equal(("4", "4"), world.Running);
    }
}
