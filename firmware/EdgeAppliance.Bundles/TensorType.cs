namespace EdgeAppliance.Bundles;

/// <summary>Element types a manifest may name, as ONNX knows them.</summary>
public enum TensorType
{
    Float32,
    Float64,
    Int8,
    UInt8,
    Int32,
    Int64,
}
