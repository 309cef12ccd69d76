namespace EdgeAppliance.Drivers.Protocols.Can;

/// <param name="Mask">Bits of the id that count.</param>
internal readonly record struct CanFilter(uint Id, uint Mask, bool IsExtended)
{
    public bool Takes(in CanFrame frame) => frame.IsExtended == IsExtended && (frame.Id & Mask) == (Id & Mask);
}
