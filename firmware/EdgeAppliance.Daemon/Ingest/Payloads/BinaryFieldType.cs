namespace EdgeAppliance.Daemon.Ingest.Payloads;

/// <summary>What a field of a binary layout holds.</summary>
internal enum BinaryFieldType
{
    UInt8,
    Int8,
    UInt16,
    Int16,
    UInt24,
    Int24,
    UInt32,
    Int32,
    UInt64,
    Int64,
    Float16,
    Float32,
    Float64,
}
