using System.Buffers.Text;
using EdgeAppliance.Drivers.Linux.Proc;

namespace EdgeAppliance.Drivers.Linux.Processor;

/// <summary>What a Raspberry Pi's firmware does to keep the board alive, 0 or 1 each: bits 0 to 3 of <c>get_throttled</c>
/// (Raspberry Pi documentation, vcgencmd). No channel on other boards.</summary>
internal sealed class RaspberryPiProbe : Probe
{
    private readonly PolledFile? _throttled;

    public RaspberryPiProbe(string root)
    {
        foreach (string soc in KernelFolder.Folders(Path.Combine(root, "sys/devices/platform"), "soc*"))
        {
            foreach (string firmware in KernelFolder.Folders(soc, "*firmware"))
            {
                string path = Path.Combine(firmware, "get_throttled");
                if (File.Exists(path)) _throttled ??= new PolledFile(path, 64);
            }
        }
        if (_throttled is not null) Channels = ["pi_undervoltage", "pi_frequency_capped", "pi_throttled", "pi_soft_temperature_limit"];
    }

    public override IReadOnlyList<string> Channels { get; } = [];

    public override void Sample(double seconds, Span<double> values)
    {
        if (_throttled is null) return;
        bool known = Utf8Parser.TryParse(_throttled.Read(), out uint bits, out _, 'x');
        for (int bit = 0; bit < 4; bit++) values[bit] = known ? bits >> bit & 1 : double.NaN;
    }

    public override void Dispose() => _throttled?.Dispose();
}
