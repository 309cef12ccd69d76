namespace EdgeAppliance.Drivers.Linux.Proc;

/// <summary>/proc/stat: what the processors and the scheduler do.</summary>
internal sealed class KernelProbe(string root) : Probe
{
    private const int Busy = 0, IoWait = 1, Switches = 2, Running = 3, Forks = 4, Steal = 5, Blocked = 6, Interrupts = 7;

    // user nice system idle iowait irq softirq steal: guest time is in user's already (proc_stat(5)).
    private const int StatesMax = 8;

    private readonly PolledFile _stat = new(Path.Combine(root, "proc/stat"), 16 * 1024);
    private Counter _total, _idle, _ioWait, _steal, _switches, _forks, _interrupts;

    public override IReadOnlyList<string> Channels { get; } =
        ["cpu_busy", "cpu_iowait", "ctxt_s", "procs_running", "forks_s", "cpu_steal", "procs_blocked", "interrupts_s"];

    public override void Sample(double seconds, Span<double> values)
    {
        values.Fill(double.NaN);
        var text = new TextWalker(_stat.Read());
        while (text.NextLine())
        {
            var name = text.NextField();
            if (name.SequenceEqual("cpu"u8)) Shares(ref text, values);
            else if (name.SequenceEqual("ctxt"u8)) values[Switches] = _switches.Rate(text.NextNumber(), seconds);
            else if (name.SequenceEqual("processes"u8)) values[Forks] = _forks.Rate(text.NextNumber(), seconds);
            else if (name.SequenceEqual("intr"u8)) values[Interrupts] = _interrupts.Rate(text.NextNumber(), seconds);
            else if (name.SequenceEqual("procs_running"u8)) values[Running] = text.NextNumber();
            else if (name.SequenceEqual("procs_blocked"u8)) values[Blocked] = text.NextNumber();
        }
    }

    public override void Dispose() => _stat.Dispose();

    private void Shares(ref TextWalker text, Span<double> values)
    {
        Span<double> states = stackalloc double[StatesMax];
        double total = 0;
        for (int i = 0; i < StatesMax; i++)
        {
            var field = text.NextField();
            states[i] = field.IsEmpty && i > 4 ? 0 : TextWalker.Number(field);
            total += states[i];
        }
        double ticks = Math.Max(1, _total.Grown(total));
        double idle = _idle.Grown(states[3]), ioWait = _ioWait.Grown(states[4]);
        values[Busy] = Math.Max(0, 1 - (idle + ioWait) / ticks);
        values[IoWait] = Math.Max(0, ioWait / ticks);
        values[Steal] = Math.Max(0, _steal.Grown(states[7]) / ticks);
    }
}
