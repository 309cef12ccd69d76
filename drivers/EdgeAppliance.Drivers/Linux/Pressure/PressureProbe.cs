using EdgeAppliance.Drivers.Linux.Proc;

namespace EdgeAppliance.Drivers.Linux.Pressure;

/// <summary>/proc/pressure: percent of the last ten seconds in which tasks waited (Documentation/accounting/psi.rst). Where the
/// kernel has no pressure-stall the three channels of <c>some</c> are 0, since models were trained so, and those of <c>full</c> are not there.</summary>
internal sealed class PressureProbe : Probe
{
    private readonly PolledFile _cpu, _memory, _io;

    public PressureProbe(string root)
    {
        _cpu = new PolledFile(Path.Combine(root, "proc/pressure/cpu"), 256);
        _memory = new PolledFile(Path.Combine(root, "proc/pressure/memory"), 256);
        _io = new PolledFile(Path.Combine(root, "proc/pressure/io"), 256);
        string[] some = ["psi_cpu_some10", "psi_mem_some10", "psi_io_some10"];
        Channels = _memory.Read().IsEmpty ? some : [.. some, "psi_mem_full10", "psi_io_full10"];
    }

    public override IReadOnlyList<string> Channels { get; }

    public override void Sample(double seconds, Span<double> values)
    {
        values[0] = Average(_cpu.Read(), "some"u8);
        var memory = _memory.Read();
        values[1] = Average(memory, "some"u8);
        var io = _io.Read();
        values[2] = Average(io, "some"u8);
        if (values.Length == 3) return;
        values[3] = Average(memory, "full"u8);
        values[4] = Average(io, "full"u8);
    }

    public override void Dispose()
    {
        _cpu.Dispose();
        _memory.Dispose();
        _io.Dispose();
    }

    private static double Average(ReadOnlySpan<byte> pressure, ReadOnlySpan<byte> which)
    {
        if (pressure.IsEmpty) return 0;
        var text = new TextWalker(pressure);
        while (text.NextLine())
        {
            if (!text.NextField().SequenceEqual(which)) continue;
            var field = text.NextField();
            return field.StartsWith("avg10="u8) ? TextWalker.Number(field["avg10=".Length..]) : double.NaN;
        }
        return double.NaN;
    }
}
