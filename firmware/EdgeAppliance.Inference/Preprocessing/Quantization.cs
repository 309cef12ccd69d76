using EdgeAppliance.Bundles;
using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Preprocessing;

/// <summary><c>quantize</c>: value / scale + zero, rounded half to even and kept within the integer type, as ONNX's QuantizeLinear does.</summary>
internal sealed record Quantization(double Scale, double Zero)
{
    public const string Name = "quantize";

    public static Quantization Bind(StepParameters parameters, TensorSpec input)
    {
        if (input.Type is TensorType.Float32 or TensorType.Float64) throw parameters.Wrong($"the input {input} is not of integers");
        double scale = parameters.Number("scale");
        return scale > 0 ? new Quantization(scale, parameters.Number("zero", 0)) : throw parameters.Wrong("'scale' must be more than 0");
    }
}
