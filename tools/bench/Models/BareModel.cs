using EdgeAppliance.Bundles;
using Microsoft.ML.OnnxRuntime;

namespace EdgeAppliance.Bench.Models;

/// <summary>A model in ONNX Runtime and nothing around it: what a program that only runs the model would be. Tensors bound once.</summary>
internal sealed class BareModel : IDisposable
{
    private readonly SessionOptions _options;
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _runOptions = new();
    private readonly float[] _input;
    private readonly List<float[]> _outputs = [];
    private readonly List<OrtValue> _values = [];

    public BareModel(BundleFolder bundle)
    {
        var manifest = bundle.Manifest;
        _options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        _session = new InferenceSession(bundle.Read(manifest.File, 1 << 28), _options);
        _binding = _session.CreateIoBinding();
        _input = new float[manifest.Inputs[0].Elements];
        _binding.BindInput(manifest.Inputs[0].Name, ValueOver(_input, manifest.Inputs[0]));
        foreach (var output in manifest.Outputs)
        {
            _outputs.Add(new float[output.Elements]);
            _binding.BindOutput(output.Name, ValueOver(_outputs[^1], output));
        }
    }

    /// <returns>The first output's first element.</returns>
    public float Run(float[] window)
    {
        window.CopyTo(_input, 0);
        _session.RunWithBinding(_runOptions, _binding);
        return _outputs[0][0];
    }

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _values) value.Dispose();
        _runOptions.Dispose();
        _session.Dispose();
        _options.Dispose();
    }

    private OrtValue ValueOver(float[] elements, TensorSpec spec)
    {
        var value = OrtValue.CreateTensorValueFromMemory(elements, [.. spec.Shape.Select(size => (long)size)]);
        _values.Add(value);
        return value;
    }
}
