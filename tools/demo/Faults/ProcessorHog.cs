using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.Demo.Faults;

/// <summary>A real fault: as many processes as the machine has processors, each of which counts to nothing without end.</summary>
internal sealed class ProcessorHog : IDisposable
{
    private const int ProcessesMax = 512;
    private readonly List<ChildProcess> _loops = [];

    public ProcessorHog()
    {
        for (int i = 0; i < Processors(); i++) _loops.Add(new ChildProcess("/bin/sh", "-c", "while :; do :; done"));
    }

    public int Processes => _loops.Count;

    public void Dispose()
    {
        foreach (var loop in _loops) loop.Dispose();
    }

    /// <summary>All of the machine's, also those that this process may not use: the sensors see the whole machine (proc(5), stat).</summary>
    private static int Processors()
    {
        int processors = File.ReadLines("/proc/stat").Count(line => line is ['c', 'p', 'u', >= '0' and <= '9', ..]);
        return Math.Clamp(processors, 1, ProcessesMax);
    }
}
