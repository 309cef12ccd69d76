namespace EdgeAppliance.Daemon.Ingest.Coap;

/// <summary>What a device finds of itself.</summary>
internal enum CoapDeviceResource
{
    Commands,
    Desired,
    Responses,
}
