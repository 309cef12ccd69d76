using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EdgeAppliance.Bundles;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeAppliance.Inference.Runtime;

/// <summary>Native memory for one input or output, bound to a session once and used for every run.</summary>
internal sealed unsafe class TensorBuffer : IDisposable
{
    private const int AlignmentBytes = 64;
    private void* _memory;

    public TensorBuffer(TensorSpec spec)
    {
        Spec = spec;
        Bytes = spec.Bytes;
        _memory = NativeMemory.AlignedAlloc((nuint)Math.Max(Bytes, AlignmentBytes), AlignmentBytes);
        NativeMemory.Clear(_memory, (nuint)Bytes);
        long[] shape = [.. spec.Shape.Select(size => (long)size)];
        Value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, ElementTypeOf(spec.Type), shape, (nint)_memory, Bytes);
    }

    public TensorSpec Spec { get; }

    public int Bytes { get; }

    public OrtValue Value { get; }

    /// <summary>The elements, whose type must be the one that the manifest names.</summary>
    public Span<T> Elements<T>()
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_memory is null, this);
        if (Unsafe.SizeOf<T>() != TensorTypes.BytesOf(Spec.Type)) throw new InvalidOperationException($"{Spec} does not hold {typeof(T).Name}.");
        return new Span<T>(_memory, Bytes / Unsafe.SizeOf<T>());
    }

    public Span<byte> Raw => new(_memory, Bytes);

    public static TensorElementType ElementTypeOf(TensorType type) => type switch
    {
        TensorType.Float32 => TensorElementType.Float,
        TensorType.Float64 => TensorElementType.Double,
        TensorType.Int8 => TensorElementType.Int8,
        TensorType.UInt8 => TensorElementType.UInt8,
        TensorType.Int32 => TensorElementType.Int32,
        _ => TensorElementType.Int64,
    };

    public void Dispose()
    {
        if (_memory is null) return;
        Value.Dispose();
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}
