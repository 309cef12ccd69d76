namespace EdgeAppliance.Drivers.Linux.Proc;

/// <summary>/proc/meminfo and /proc/vmstat: how full memory is, and what it costs.</summary>
internal sealed class MemoryProbe(string root) : Probe
{
    private const int Used = 0, Available = 1, Swap = 2, Dirty = 3, Faults = 4, SwapIn = 5, SwapOut = 6;
    private const double KiB = 1024;

    private readonly PolledFile _info = new(Path.Combine(root, "proc/meminfo"));
    private readonly PolledFile _events = new(Path.Combine(root, "proc/vmstat"), 16 * 1024);
    private Counter _faults, _swapIn, _swapOut;

    public override IReadOnlyList<string> Channels { get; } =
        ["mem_used_ratio", "mem_available_bytes", "swap_used_bytes", "mem_dirty_bytes", "major_faults_s", "swap_in_pages_s", "swap_out_pages_s"];

    public override void Sample(double seconds, Span<double> values)
    {
        values.Fill(double.NaN);
        SampleSizes(values);
        SampleEvents(seconds, values);
    }

    public override void Dispose()
    {
        _info.Dispose();
        _events.Dispose();
    }

    private void SampleSizes(Span<double> values)
    {
        double total = double.NaN, swapTotal = double.NaN, swapFree = double.NaN;
        var text = new TextWalker(_info.Read());
        while (text.NextLine())
        {
            var name = text.NextField();
            if (name.SequenceEqual("MemTotal"u8)) total = text.NextNumber() * KiB;
            else if (name.SequenceEqual("MemAvailable"u8)) values[Available] = text.NextNumber() * KiB;
            else if (name.SequenceEqual("SwapTotal"u8)) swapTotal = text.NextNumber() * KiB;
            else if (name.SequenceEqual("SwapFree"u8)) swapFree = text.NextNumber() * KiB;
            else if (name.SequenceEqual("Dirty"u8)) values[Dirty] = text.NextNumber() * KiB;
        }
        if (total > 0) values[Used] = 1 - values[Available] / total;
        values[Swap] = swapTotal - swapFree;
    }

    private void SampleEvents(double seconds, Span<double> values)
    {
        var text = new TextWalker(_events.Read());
        while (text.NextLine())
        {
            var name = text.NextField();
            if (name.SequenceEqual("pgmajfault"u8)) values[Faults] = _faults.Rate(text.NextNumber(), seconds);
            else if (name.SequenceEqual("pswpin"u8)) values[SwapIn] = _swapIn.Rate(text.NextNumber(), seconds);
            else if (name.SequenceEqual("pswpout"u8)) values[SwapOut] = _swapOut.Rate(text.NextNumber(), seconds);
        }
    }
}
