using EdgeAppliance.Bundles;
using Microsoft.ML.OnnxRuntime;

namespace EdgeAppliance.Inference.Runtime;

/// <summary>One loaded model with its tensors bound once: fill the inputs, <see cref="Run"/>, read the outputs. A run allocates nothing.</summary>
/// <remarks>Used by one thread at a time; a <see cref="Pool{T}"/> lends several.</remarks>
public sealed class ModelSession : IDisposable
{
    /// <summary>Larger than any model these boards hold; and the runtime keeps a second copy while it loads.</summary>
    public const int ModelBytesMax = 256 << 20;

    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _runOptions = new();
    private readonly TensorBuffer[] _inputs;
    private readonly TensorBuffer[] _outputs;

    private ModelSession(InferenceSession session, RunningProvider provider, BundleManifest manifest)
    {
        _session = session;
        Provider = provider;
        _inputs = [.. manifest.Inputs.Select(spec => new TensorBuffer(spec))];
        _outputs = [.. manifest.Outputs.Select(spec => new TensorBuffer(spec))];
        _binding = session.CreateIoBinding();
        foreach (var input in _inputs) _binding.BindInput(input.Spec.Name, input.Value);
        foreach (var output in _outputs) _binding.BindOutput(output.Spec.Name, output.Value);
    }

    public RunningProvider Provider { get; }

    public int InputCount => _inputs.Length;

    public int OutputCount => _outputs.Length;

    /// <param name="model">The ONNX file's bytes.</param>
    /// <exception cref="ModelLoadException">The bytes are no usable model, or not the one that the manifest describes.</exception>
    public static ModelSession Load(byte[] model, BundleManifest manifest)
    {
        if (model.Length == 0) throw new ModelLoadException("The model file is empty.");
        if (model.Length > ModelBytesMax) throw new ModelLoadException($"The model file has {model.Length} bytes; the limit is {ModelBytesMax}.");
        var (session, provider) = SessionFactory.Create(model, manifest);
        try
        {
            SessionSignature.Check(session, manifest);
            return new ModelSession(session, provider, manifest);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public TensorSpec InputSpec(int index) => _inputs[index].Spec;

    public TensorSpec OutputSpec(int index) => _outputs[index].Spec;

    /// <summary>An input's elements, in the manifest's order of inputs; they keep their values from one run to the next.</summary>
    public Span<T> Input<T>(int index)
        where T : unmanaged => _inputs[index].Elements<T>();

    /// <summary>An output's elements, valid until the next run.</summary>
    public ReadOnlySpan<T> Output<T>(int index)
        where T : unmanaged => _outputs[index].Elements<T>();

    /// <exception cref="InferenceException">The model fails on this input.</exception>
    public void Run()
    {
        try
        {
            _session.RunWithBinding(_runOptions, _binding);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InferenceException($"The model failed: {e.Message}", e);
        }
    }

    /// <summary>Ends a run that is going on, and any later one, with an <see cref="InferenceException"/>. Any thread.</summary>
    public void BreakOff() => _runOptions.Terminate = true;

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var input in _inputs) input.Dispose();
        foreach (var output in _outputs) output.Dispose();
        _runOptions.Dispose();
        _session.Dispose();
    }
}
