using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using EdgeAppliance.Drivers.Linux;
using EdgeAppliance.Tests.Architecture;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Drivers.Linux;

public sealed class SystemSamplerTests
{
    // As record.py divides.
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(125);

    [Fact]
    public void Base_IsWhatTheModelWasTrainedOn()
    {
        string definition = File.ReadAllText(Path.Combine(ProjectReferences.Root, "models/host-anomaly/train/channels.py"));
        string list = definition[definition.IndexOf("NAMES = [", StringComparison.Ordinal)..definition.IndexOf(']')];
        Assert.Equal(Regex.Matches(list, "\"(.+?)\"").Select(match => match.Groups[1].Value), SystemChannels.Base);
    }

    [Theory]
    [InlineData("server")]
    [InlineData("board")]
    public void Sample_RecordedTree_GivesTheValuesOfTheModelsDefinition(string name)
    {
        using var tree = new RecordedTree(name);
        var sampled = Sample(tree, Between);
        Assert.Equal(SystemChannels.Base, sampled.Keys.Take(15));
        foreach (var (channel, value) in tree.Expected) Assert.Equal((channel, value), (channel, sampled[channel]));
    }

    [Fact]
    public void Sample_RecordedBoard_GivesWhatElseTheBoardHas()
    {
        using var tree = new RecordedTree("board");
        var expected = new Dictionary<string, double>
        {
            ["cpu_steal"] = 0, ["procs_blocked"] = 1, ["interrupts_s"] = 100, ["swap_used_bytes"] = 40956 * 1024, ["mem_dirty_bytes"] = 520 * 1024,
            ["major_faults_s"] = 1, ["swap_in_pages_s"] = 0, ["swap_out_pages_s"] = 10, ["disk_reads_s"] = 1, ["disk_writes_s"] = 10, ["disk_busy"] = 0.05,
            ["net_tx_packets_s"] = 7, ["net_errors_s"] = 0, ["net_drops_s"] = 1, ["cpu_throttled_s"] = 2,
            ["pi_undervoltage"] = 1, ["pi_frequency_capped"] = 0, ["pi_throttled"] = 1, ["pi_soft_temperature_limit"] = 0,
            ["cpu_policy0_hz"] = 600e6, ["thermal_cpu_thermal_celsius"] = 62.807, ["cooling_pwm_fan_state"] = 3, ["hwmon_cpu_thermal_temp1_celsius"] = 62.807,
            ["hwmon_rpi_volt_in0_lcrit_alarm"] = 1, ["hwmon_pwmfan_fan1_rpm"] = 4120, ["hwmon_ina226_curr1_amperes"] = -0.03,
            ["hwmon_ina226_vbus_5v_volts"] = 4.79, ["hwmon_ina226_power1_watts"] = 4.15,
        };
        // Sensors under /sys are read once a second at most.
        Assert.Equal(61.342, Sample(tree, Between)["thermal_cpu_thermal_celsius"], 9);
        tree.Become("before");
        var sampled = Sample(tree, TimeSpan.FromSeconds(1));
        Assert.Equal(expected.Keys.Order(), sampled.Keys.Skip(15).Order());
        foreach (var (channel, value) in expected) Assert.Equal(value, sampled[channel], 9);
    }

    [Fact]
    public void Sample_SteadyState_AllocatesNothing()
    {
        using var sampler = new SystemSampler("/", TimeProvider.System);
        var row = new double[sampler.Channels.Count];
        for (int i = 0; i < 300; i++) sampler.Sample(row);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 300; i++) sampler.Sample(row);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.DoesNotContain(row[..15], double.IsNaN);
    }

    [Fact]
    public void Sample_NothingThere_GivesNaNAndZeroPressure()
    {
        using var folder = new TemporaryFolder();
        var sampled = Sample(folder.FullName, () => { }, Between, out int missing);
        Assert.Equal(0, sampled["psi_cpu_some10"]);
        Assert.True(double.IsNaN(sampled["cpu_busy"]));
        Assert.Equal(sampled.Values.Count(double.IsNaN), missing);
    }

    [Fact]
    public void Sample_HostileContent_NeverThrowsNorGivesInfinity()
    {
        var junk = Gen.OneOf(
            Gen.Byte.Array[0, 300],
            OneOf("cpu ", "cpu -1 -1 1e999 nan\n", ":", "\0\n", "some avg10=", "some avg10=9999999999999999999999999\n", "MemTotal: 0 kB\nMemAvailable: 1 kB\n",
                " 8 0 ../../.. 1 2 3\n", "\n\n\n a: 99999999999999999999999 1 -5 .\n", "ctxt 18446744073709551615\nprocesses -\n", "-").Select(Encoding.UTF8.GetBytes),
            Gen.Int[0, 100_000].Select(length => Enumerable.Repeat((byte)'9', length).ToArray()));
        Gen.Select(OneOf("server", "board"), Gen.Int[0, 60], junk, Gen.Bool).Sample((name, which, content, half) =>
        {
            using var tree = new RecordedTree(name);
            var files = tree.Files.Order(StringComparer.Ordinal).ToArray();
            string victim = Path.GetRelativePath(tree.Root, files[which % files.Length]);
            byte[] whole = File.ReadAllBytes(Path.Combine(tree.Root, victim));
            var sampled = Sample(tree.Root, () => tree.Write(victim, half ? [.. whole[..(whole.Length / 2)], .. content] : content), TimeSpan.FromSeconds(1), out _);
            Assert.DoesNotContain(sampled.Values, double.IsInfinity);
        }, iter: 200);
    }

    [Fact]
    public void Sample_FileGoesAwayAndComesBack_IsReadAgain()
    {
        using var tree = new RecordedTree("board");
        var time = new FakeTimeProvider();
        using var sampler = new SystemSampler(tree.Root, time);
        var row = new double[sampler.Channels.Count];
        tree.Write("proc/meminfo", []);
        sampler.Sample(row);
        Assert.True(double.IsNaN(row[sampler.Channels.IndexOf("mem_used_ratio")]));
        tree.Become("after");
        sampler.Sample(row);
        Assert.Equal(tree.Expected["mem_used_ratio"], row[sampler.Channels.IndexOf("mem_used_ratio")]);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Dictionary<string, double> Sample(RecordedTree tree, TimeSpan between) => Sample(tree.Root, () => tree.Become("after"), between, out _);

    private static Dictionary<string, double> Sample(string root, Action change, TimeSpan between, out int missing)
    {
        var time = new FakeTimeProvider();
        using var sampler = new SystemSampler(root, time);
        change();
        time.Advance(between);
        var row = new double[sampler.Channels.Count];
        missing = sampler.Sample(row);
        return sampler.Channels.Names.ToArray().Zip(row).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}
