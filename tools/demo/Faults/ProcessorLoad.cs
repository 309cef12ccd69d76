using System.Globalization;

namespace EdgeAppliance.Demo.Faults;

/// <summary>How busy all of the machine's processors are together, by the kernel's own account (proc(5), stat). The demo judges by
/// it whether the machine is calm enough for a fault to be news: the model under demonstration must not be its own judge.</summary>
internal sealed class ProcessorLoad(Func<string> stat)
{
    private long _busy;
    private long _all;

    /// <summary>Of this machine.</summary>
    public ProcessorLoad()
        : this(() => File.ReadLines("/proc/stat").First())
    {
    }

    /// <returns>The busy share since the last call, 0 to 1; since the machine's start where there was none.</returns>
    public double Take()
    {
        long[] ticks = [.. stat().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
        long all = ticks.Sum();
        long busy = all - ticks[3] - ticks[4]; // idle and waiting for a disk
        double share = all == _all ? 0 : (double)(busy - _busy) / (all - _all);
        (_busy, _all) = (busy, all);
        return share;
    }
}
