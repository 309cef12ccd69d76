using Microsoft.ML.OnnxRuntime;

namespace EdgeAppliance.Inference.Runtime;

/// <summary>The execution providers a manifest may name. The native library beside the binary decides which of them there are.</summary>
internal static class ExecutionProviders
{
    public const string Processor = "cpu";

    private static readonly (string Name, string OnnxName, Action<SessionOptions> Append)[] Catalog =
    [
        (Processor, "CPUExecutionProvider", static _ => { }),
        ("cuda", "CUDAExecutionProvider", static options => options.AppendExecutionProvider_CUDA()),
        ("tensorrt", "TensorrtExecutionProvider", static options => options.AppendExecutionProvider_Tensorrt()),
        ("openvino", "OpenVINOExecutionProvider", static options => options.AppendExecutionProvider_OpenVINO()),
        ("qnn", "QNNExecutionProvider", static options => options.AppendExecutionProvider("QNN")),
        ("xnnpack", "XnnpackExecutionProvider", static options => options.AppendExecutionProvider("XNNPACK")),
    ];

    public static string AllNames => string.Join(", ", Catalog.Select(entry => entry.Name));

    /// <summary>Those that the native library here has.</summary>
    public static IEnumerable<string> Available()
    {
        string[] there = OrtEnv.Instance().GetAvailableProviders();
        return Catalog.Where(entry => there.Contains(entry.OnnxName)).Select(entry => entry.Name);
    }

    public static bool IsKnown(string name) => Array.Exists(Catalog, entry => entry.Name == name);

    /// <returns>Null where the provider was added, else why it cannot be.</returns>
    public static string? TryAppend(string name, SessionOptions options)
    {
        var entry = Array.Find(Catalog, e => e.Name == name);
        if (Array.IndexOf(OrtEnv.Instance().GetAvailableProviders(), entry.OnnxName) < 0)
            return $"the ONNX Runtime library here has no {name} provider";
        try
        {
            entry.Append(options);
            return null;
        }
        catch (OnnxRuntimeException e)
        {
            return $"{name} does not start: {e.Message}";
        }
        catch (EntryPointNotFoundException)
        {
            return $"the ONNX Runtime library here has no {name} provider";
        }
    }
}
