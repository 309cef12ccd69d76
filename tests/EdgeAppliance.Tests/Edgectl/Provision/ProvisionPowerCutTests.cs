using EdgeAppliance.Edgectl.Provision.Apply;
using EdgeAppliance.Tests.Architecture;
using Xunit.Abstractions;

namespace EdgeAppliance.Tests.Edgectl.Provision;

/// <summary>Cuts the power at every step that provisioning makes on the disks.</summary>
public sealed class ProvisionPowerCutTests(ITestOutputHelper output)
{
    private const int Seed = 20261127;

    private static readonly string s_example = File.ReadAllText(Path.Combine(ProjectReferences.Root, "firmware", "provision.example.json"));

    [Fact]
    public void Provision_CutAtEveryStep_IsNoneOrAll() => CutEverywhere(
        world => world.Put(s_example),
        (world, _) =>
        {
            Assert.Equal("pump-station-7\n", world.Read("config/hostname"));
            Assert.Equal("broker-password:rekorb eht fo", world.Read("config/credentials/broker-password"));
            Assert.Contains("pump-station-7", world.Read("config/appliance.json"));
        });

    [Fact]
    public void Reprovision_CutAtEveryStep_IsNoneOrAllAndKeepsTheOutbox() => CutEverywhere(
        world =>
        {
            world.Put(s_example);
            Assert.Equal(ProvisionCodes.Done, world.Run());
            File.WriteAllText(world.Paths.At("state/outbox"), "acknowledged");
            world.Put("""{ "version": 1, "device": { "id": "pump-8" }, "network": {}, "credentials": { "broker-password": null, "llm": "abc" } }""");
        },
        (world, _) =>
        {
            Assert.False(world.Has("config/wpa_supplicant.conf"));
            Assert.False(world.Has("config/credentials/broker-password"));
            Assert.Equal("llm:cba", world.Read("config/credentials/llm"));
            Assert.Equal("acknowledged", world.Read("state/outbox"));
        });

    [Fact]
    public void Reset_CutAtEveryStep_TakesEverything() => CutEverywhere(
        world =>
        {
            world.Put(s_example);
            Assert.Equal(ProvisionCodes.Done, world.Run());
            Directory.CreateDirectory(world.Paths.At("os"));
            File.WriteAllText(world.Paths.At("os/journal-B"), "what the slot said last");
            File.WriteAllText(world.Paths.At(ProvisionPaths.HostKey), "seals");
            File.WriteAllText(world.Paths.ResetRequests[0], "");
        },
        (world, _) => Assert.Empty(world.Data()));

    /// <summary>With the card taken away after the cut, too: from when a plan counts, the data partition is enough.</summary>
    [Fact]
    public void Provision_CardEmptiedAfterTheCut_IsNoneOrAll()
    {
        int steps = Steps(world => world.Put(s_example)), all = 0, none = 0;
        for (int cut = 0; cut < steps; cut++)
        {
            using var world = new ProvisionWorld();
            world.Put(s_example);
            Cut(world, cut, share: 0.5);
            File.Delete(world.Paths.File);
            Assert.Equal(ProvisionCodes.Done, world.Run());
            bool isThere = world.Has("config/hostname");
            Assert.Equal(isThere, world.Has("config/credentials/broker-password"));
            Assert.Equal(isThere, world.Has("config/appliance.json"));
            Assert.Equal(isThere, world.Has("config/provisioned.json"));
            if (isThere) all++;
            else none++;
        }
        Assert.True(all > 0 && none > 0, $"{all} {none}");
    }

    private void CutEverywhere(Action<ProvisionWorld> prepare, Action<ProvisionWorld, int> check)
    {
        int steps = Steps(prepare), runs = 0;
        Assert.InRange(steps, 10, 400);
        for (int cut = 0; cut < steps; cut++)
        {
            foreach (double share in new[] { 0, 1, 0.5 })
            {
                using var world = new ProvisionWorld();
                prepare(world);
                Cut(world, cut, share);
                try
                {
                    Assert.Equal(ProvisionCodes.Done, world.Run());
                    check(world, cut);
                    Assert.False(File.Exists(world.Paths.File));
                    Assert.False(File.Exists(world.Paths.Done));
                    Assert.False(world.Has("provision"));
                    Assert.True(File.Exists(world.Paths.Report));
                    Assert.Equal(ProvisionCodes.Done, world.Run());
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"Cut at step {cut} of {steps}, {share:P0} of what was not synced lost.", e);
                }
                runs++;
            }
        }
        output.WriteLine($"{steps} steps, {runs} cuts");
    }

    private static int Steps(Action<ProvisionWorld> prepare)
    {
        using var world = new ProvisionWorld();
        prepare(world);
        var disk = new CutProvisionDisk(world.Trash, int.MaxValue);
        world.Disk = disk;
        Assert.Equal(ProvisionCodes.Done, world.Run());
        return disk.Steps;
    }

    private static void Cut(ProvisionWorld world, int step, double share)
    {
        var random = new Random(Seed + step);
        var disk = new CutProvisionDisk(world.Trash, step);
        world.Disk = disk;
        world.Run();
        Assert.True(disk.IsCut);
        disk.LoseWhatWasNotSynced(() => random.NextDouble() < share);
        world.Disk = new ProvisionDisk(null);
    }
}
