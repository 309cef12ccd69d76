using EdgeAppliance.Drivers.Linux.Proc;

namespace EdgeAppliance.Drivers.Linux.Processor;

/// <summary>How often a second x86 processors were slowed because they were too hot, all together
/// (arch/x86/kernel/cpu/mce/therm_throt.c). No channel where the kernel does not count it.</summary>
internal sealed class ThrottleProbe : Probe
{
    private readonly List<PolledFile> _counts = [];
    private Counter _throttled;

    public ThrottleProbe(string root)
    {
        foreach (string processor in KernelFolder.Folders(Path.Combine(root, "sys/devices/system/cpu"), "cpu*"))
        {
            string path = Path.Combine(processor, "thermal_throttle/core_throttle_count");
            if (File.Exists(path)) _counts.Add(new PolledFile(path, 64));
        }
        Channels = _counts.Count == 0 ? [] : ["cpu_throttled_s"];
    }

    public override IReadOnlyList<string> Channels { get; }

    public override void Sample(double seconds, Span<double> values)
    {
        if (_counts.Count == 0) return;
        double sum = 0;
        foreach (var count in _counts)
        {
            var text = new TextWalker(count.Read());
            sum += text.NextLine() ? text.NextNumber() : double.NaN;
        }
        values[0] = _throttled.Rate(sum, seconds);
    }

    public override void Dispose()
    {
        foreach (var count in _counts) count.Dispose();
    }
}
