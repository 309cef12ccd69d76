using Microsoft.ML.OnnxRuntime;

namespace EdgeAppliance.Inference.Runtime;

/// <summary>The process's one ONNX Runtime environment, with the one arena that all sessions share: what they may hold together has a
/// limit, and what an unloaded model held is there for the next (each session's own arena would be lost: onnxruntime#26831).</summary>
public static class OnnxEnvironment
{
    public const long DefaultMemoryBytesMax = 512L << 20;

    private static readonly Lock Gate = new();
    private static bool s_created;

    /// <summary>Sets the limit of all models together. Only the first call counts, so the daemon makes it before it loads a model.</summary>
    /// <param name="memoryBytesMax">At most 4 GiB - 1, the most that the native interface takes.</param>
    public static void EnsureCreated(long memoryBytesMax = DefaultMemoryBytesMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(memoryBytesMax);
        lock (Gate)
        {
            if (s_created) return;
            // Errors come back as exceptions with their text; ONNX Runtime's own lines on stderr would say them twice.
            var options = new EnvironmentCreationOptions { logId = "edge", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            if (!OrtEnv.IsCreated) OrtEnv.CreateInstanceWithOptions(ref options);
            using var arena = new OrtArenaCfg((uint)Math.Min(memoryBytesMax, uint.MaxValue), -1, -1, -1);
            using var processor = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
            OrtEnv.Instance().CreateAndRegisterAllocator(processor, arena);
            s_created = true;
        }
    }
}
