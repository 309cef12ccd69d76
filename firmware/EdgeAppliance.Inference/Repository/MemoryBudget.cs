using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Inference.Repository;

/// <summary>What all loaded models together may take, in bytes. Any thread.</summary>
internal sealed class MemoryBudget(long bytesMax)
{
    private long _taken;

    public long Taken => Interlocked.Read(ref _taken);

    public long Max => bytesMax;

    /// <exception cref="ModelLoadException">That much is not free.</exception>
    public void Take(long bytes, string what)
    {
        long taken = Interlocked.Add(ref _taken, bytes);
        if (taken <= bytesMax) return;
        Interlocked.Add(ref _taken, -bytes);
        throw new ModelLoadException(
            $"{what} needs {Show(bytes)}, and {Show(Math.Max(0, bytesMax - (taken - bytes)))} of the {Show(bytesMax)} for models are free; raise models.memory or remove a model.");
    }

    public void Give(long bytes) => Interlocked.Add(ref _taken, -bytes);

    private static string Show(long bytes) => bytes >= 1 << 20 ? $"{bytes >> 20} MiB" : $"{(bytes + 1023) >> 10} KiB";
}
