using System.Diagnostics;
using EdgeAppliance.Pictures.Isolation;

namespace EdgeAppliance.Bench.Pictures;

/// <summary>How long processors have worked for this process and for the one that decodes.</summary>
internal sealed class ProcessorTime(DecoderProcess apart)
{
    public TimeSpan Now
    {
        get
        {
            using var own = Process.GetCurrentProcess();
            if (apart.Id is not { } id) return own.TotalProcessorTime;
            using var other = Process.GetProcessById(id);
            return own.TotalProcessorTime + other.TotalProcessorTime;
        }
    }
}
