using System.Runtime.InteropServices;
using EdgeAppliance.Bundles;
using Microsoft.ML.OnnxRuntime;

namespace EdgeAppliance.Inference.Runtime;

/// <summary>What a model itself says of its tensors, and what it makes of known inputs: a manifest and a golden test to begin with.</summary>
public static class ModelTensors
{
    /// <summary>In the model's order; a dimension that the model leaves free is 1.</summary>
    /// <exception cref="ModelLoadException">It is no model that can be run, or has a tensor of a type that no manifest names.</exception>
    public static (IReadOnlyList<TensorSpec> Inputs, IReadOnlyList<TensorSpec> Outputs) Read(byte[] model)
    {
        var nothing = new BundleManifest { Name = "unnamed", Version = "0" };
        var (session, _) = SessionFactory.Create(model, nothing);
        using (session) return (Specs(session.InputMetadata), Specs(session.OutputMetadata));
    }

    /// <summary>Runs a model once on inputs that are the same each time.</summary>
    /// <param name="manifest">Its inputs and outputs count.</param>
    /// <returns>The bytes of each input and of each output, little endian, as golden files have them.</returns>
    /// <exception cref="ModelLoadException">It is not the model that the manifest describes.</exception>
    /// <exception cref="InferenceException">It fails on these inputs.</exception>
    public static (IReadOnlyList<byte[]> Inputs, IReadOnlyList<byte[]> Outputs) RunOnce(byte[] model, BundleManifest manifest)
    {
        using var session = ModelSession.Load(model, manifest);
        for (int i = 0; i < session.InputCount; i++) Fill(session, i);
        session.Run();
        return ([.. Enumerable.Range(0, session.InputCount).Select(i => Bytes(session, i, isInput: true))], [.. Enumerable.Range(0, session.OutputCount).Select(i => Bytes(session, i, isInput: false))]);
    }

    private static List<TensorSpec> Specs(IReadOnlyDictionary<string, NodeMetadata> nodes)
    {
        var specs = new List<TensorSpec>();
        foreach (var (name, node) in nodes)
        {
            var type = Enum.GetValues<TensorType>().Where(type => node.IsTensor && TensorBuffer.ElementTypeOf(type) == node.ElementDataType).Cast<TensorType?>().FirstOrDefault();
            if (type is null) throw new ModelLoadException($"The tensor '{name}' is of a type that no manifest names; these are {TensorTypes.AllNames}.");
            specs.Add(new TensorSpec(name, type.Value, [.. node.Dimensions.Select(size => Math.Max(size, 1))]));
        }
        return specs;
    }

    private static void Fill(ModelSession session, int input)
    {
        var spec = session.InputSpec(input);
        for (int i = 0; i < spec.Elements; i++)
        {
            switch (spec.Type)
            {
                case TensorType.Float32: session.Input<float>(input)[i] = i % 16 / 8f - 1; break;
                case TensorType.Float64: session.Input<double>(input)[i] = i % 16 / 8d - 1; break;
                case TensorType.Int8: session.Input<sbyte>(input)[i] = (sbyte)(i % 16); break;
                case TensorType.UInt8: session.Input<byte>(input)[i] = (byte)(i % 16); break;
                case TensorType.Int32: session.Input<int>(input)[i] = i % 16; break;
                default: session.Input<long>(input)[i] = i % 16; break;
            }
        }
    }

    private static byte[] Bytes(ModelSession session, int index, bool isInput) => (isInput ? session.InputSpec(index) : session.OutputSpec(index)).Type switch
    {
        TensorType.Float32 => Bytes<float>(session, index, isInput),
        TensorType.Float64 => Bytes<double>(session, index, isInput),
        TensorType.Int8 => Bytes<sbyte>(session, index, isInput),
        TensorType.UInt8 => Bytes<byte>(session, index, isInput),
        TensorType.Int32 => Bytes<int>(session, index, isInput),
        _ => Bytes<long>(session, index, isInput),
    };

    private static byte[] Bytes<T>(ModelSession session, int index, bool isInput)
        where T : unmanaged => MemoryMarshal.AsBytes(isInput ? session.Input<T>(index) : session.Output<T>(index)).ToArray();
}
