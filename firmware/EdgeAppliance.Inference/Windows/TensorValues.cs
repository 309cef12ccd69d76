using System.Numerics.Tensors;
using EdgeAppliance.Bundles;
using EdgeAppliance.Inference.Preprocessing;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Inference.Windows;

/// <summary>Copies numbers into and out of a session's tensors, whatever their element type. Integers round half to even and saturate.</summary>
internal static class TensorValues
{
    /// <summary>Fills the input, unless a value is missing or infinite; what it holds then is of no use.</summary>
    public static bool TryWrite(ModelSession session, int input, ReadOnlySpan<double> values, Quantization? quantization)
    {
        if (session.InputSpec(input).Type == TensorType.Float32) return Narrowing.TryNarrow(values, session.Input<float>(input));
        if (!TensorPrimitives.IsFiniteAll(values)) return false;
        Write(session, input, values, quantization);
        return true;
    }

    public static void Write(ModelSession session, int input, ReadOnlySpan<double> values, Quantization? quantization)
    {
        switch (session.InputSpec(input).Type)
        {
            case TensorType.Float32: Narrowing.TryNarrow(values, session.Input<float>(input)); break;
            case TensorType.Float64: values.CopyTo(session.Input<double>(input)); break;
            case TensorType.Int8:
                var int8 = session.Input<sbyte>(input);
                for (int i = 0; i < int8.Length; i++) int8[i] = (sbyte)Whole(values[i], quantization, sbyte.MinValue, sbyte.MaxValue);
                break;
            case TensorType.UInt8:
                var uint8 = session.Input<byte>(input);
                for (int i = 0; i < uint8.Length; i++) uint8[i] = (byte)Whole(values[i], quantization, byte.MinValue, byte.MaxValue);
                break;
            case TensorType.Int32:
                var int32 = session.Input<int>(input);
                for (int i = 0; i < int32.Length; i++) int32[i] = (int)Whole(values[i], quantization, int.MinValue, int.MaxValue);
                break;
            default:
                var int64 = session.Input<long>(input);
                for (int i = 0; i < int64.Length; i++) int64[i] = (long)Whole(values[i], quantization, long.MinValue, long.MaxValue);
                break;
        }
    }

    /// <summary>Fills as many of <paramref name="values"/> as the output has elements.</summary>
    public static void Read(ModelSession session, int output, Span<double> values)
    {
        switch (session.OutputSpec(output).Type)
        {
            case TensorType.Float32: Widen(session.Output<float>(output), values); break;
            case TensorType.Float64: session.Output<double>(output).CopyTo(values); break;
            case TensorType.Int8: Widen(session.Output<sbyte>(output), values); break;
            case TensorType.UInt8: Widen(session.Output<byte>(output), values); break;
            case TensorType.Int32: Widen(session.Output<int>(output), values); break;
            default: Widen(session.Output<long>(output), values); break;
        }
    }

    private static void Widen<T>(ReadOnlySpan<T> from, Span<double> to)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        for (int i = 0; i < from.Length; i++) to[i] = double.CreateTruncating(from[i]);
    }

    private static double Whole(double value, Quantization? quantization, double min, double max)
    {
        if (quantization is not null) value = Math.Round(value / quantization.Scale) + quantization.Zero;
        return Math.Clamp(Math.Round(value), min, max);
    }
}
